"""Search ranking and query suggestions for online shops: Chinese first, good in English. The rooms are drawn in docs/architecture.md."""
