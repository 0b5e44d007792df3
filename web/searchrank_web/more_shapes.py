"""Flat drawings of the other kinds, written as those of `shapes`, and the hints that stand for the same drawing."""

from __future__ import annotations

from collections.abc import Mapping

MORE_SHAPES: Mapping[str, str] = {
    # beauty and care
    "tube": "mM14 4h20l2 31H12z|l#12 4 24 3 0|d#15 35 18 9 2|w#17 14 14 11 1|sM20 18h8M20 21h5",
    "jar": "m#9 17 30 25 6|d#8 8 32 10 2|w#14 24 20 11 1|sM18 28h12M18 31h8|tM12 11h24",
    "lipstick": "mM19 21V10l10-6v17z|g#17 20 14 8 1|k#15 27 18 17 2|l#17 30 2 11 1",
    "perfume": "g#21 9 6 6 0|k#19 3 10 7 2|m#10 14 28 29 5|l#13 17 22 23 3|mM13 27h22v10a3 3 0 0 1-3 3H16a3 3 0 0 1-3-3z|w#18 25 12 8 1",
    "mask": "mM12 4h24l1 4v32l-1 4H12l-1-4V8z|w@24 22 9|d@21 20 1.500|d@27 20 1.500|sM21 26c2 1.500 4 1.500 6 0M17 38h14",
    "toothbrush": "w#17 4 5 13 1|m#21 3 6 22 3|d#20 24 8 20 4|w@24 30 1.500|sM17 8h5M17 12h5",
    "hairdryer": "m#5 9 30 18 9|dM33 11l10-3v20l-10-3z|k#14 25 10 17 3|l@14 18 4|w#18 31 2 5 1",
    "shaver": "g#13 4 22 9 4|k@18 8 2.500|k@24 8 2.500|k@30 8 2.500|m#15 13 18 30 6|d#19 20 10 12 5|y@24 25 1.500",
    # food
    "pouch": "mM11 5h26l1 6v30a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3V11z|dM11 5h26l1 6H10z|w@24 27 9|lM24 21c5 4 5 9 0 13-5-4-5-9 0-13z|tM13 8h22",
    "coffee": "mM11 5h26l1 6v30a3 3 0 0 1-3 3H13a3 3 0 0 1-3-3V11z|dM11 5h26l1 6H10z|w@24 27 9|kM24 20c6 3 6 11 0 14-6-3-6-11 0-14z|tM24 21c-2 4 2 8 0 12",
    "tea": "k#15 3 18 6 2|m#10 8 28 35 3|w#14 17 20 17 1|mM24 20c6 2 7 8 0 12-7-4-6-10 0-12z|tM24 22v9",
    "milk": "mM14 16l4-8h12l4 8v28H14z|wM18 8h12l4 8H14z|g#18 4 12 4 1|w@24 31 7|m@24 31 3.500",
    "fruit": "mM24 15c-6-5-17-1-17 11 0 9 6 17 12 17 2 0 3-1 5-1s3 1 5 1c6 0 12-8 12-17 0-12-11-16-17-11z|lM13 20c-3 3-3 8-2 11 1-5 3-9 6-11z|nM24 15c0-4 1-7 3-10",
    "nut": "mM8 18h32l-4 25H12z|d#6 13 36 7 2|yM14 13c0-8 9-8 9 0zM22 13c0-8 10-8 10 0z|w@24 31 7|yM24 26c4 2 4 7 0 10-4-3-4-8 0-10z",
    # sport, play, pets
    "ball": "m@24 24 19|sM5 24h38M24 5v38M11 10c8 8 8 20 0 28M37 10c-8 8-8 20 0 28|lM12 14c3-4 7-6 10-6-3 2-6 5-7 9z",
    "dumbbell": "g#16 21 16 6 1|m#9 11 8 26 3|m#31 11 8 26 3|d#3 16 6 16 2|d#39 16 6 16 2",
    "mat": "mM5 34V18h34v16a5 5 0 0 1-5 5H5z|l@10 28 10|m@10 28 7|l@10 28 4|d@10 28 1.500|tM24 18v21M30 18v21",
    "racket": "k#21 29 6 16 2|nM24 3c8 0 11 6 11 13s-6 12-11 13c-5-1-11-6-11-13S16 3 24 3z|sM18 6v20M24 4v24M30 6v20M14 11h20M13 17h22M16 23h16",
    "rope": "nM12 26c0-24 24-24 24 0|m#8 25 8 17 3|m#32 25 8 17 3|tM10 31h4M10 35h4M34 31h4M34 35h4",
    "pole": "hM30 5L18 43|m#26 3 9 12 4|sM18 43l-2 3|k@19 39 3|yM24 22l4 1-1 4-4-1z",
    "tent": "mM24 7 3 41h42z|lM24 7 3 41h14z|kM24 20l-8 21h16z|yM24 20l8 21h-4z|tM24 7v-3",
    "helmet": "mM6 30C6 16 14 8 24 8s18 8 18 22z|d#5 29 38 5 2|kM15 14l3 11h-4zM24 11v13h-3zM33 14l1 11h-4z|hM12 34c2 6 8 8 12 8",
    "bicycle": "hM11 39a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM37 39a8 8 0 1 0 0-16 8 8 0 0 0 0 16z|nM11 31l8-14h12l6 14M19 17l6 14h-14M25 31l6-14|k#13 12 9 3 1|hM31 17l-1-5h5",
    "scooter": "k@10 40 4|k@38 40 4|nM10 36h19c4 0 5-3 5-7|hM36 37L31 8|k#24 5 12 4 2|m#12 34 16 4 2",
    "toy": "m#7 24 15 15 2|y#26 24 15 15 2|d#17 8 15 15 2|w@24.500 15.500 4|w@14.500 31.500 4|mM33.500 27l4 8h-8z",
    "baby": "y#20 3 8 8 4|m#16 11 16 7 2|w#13 17 22 27 6|lM13 28h22v10a6 6 0 0 1-6 6H19a6 6 0 0 1-6-6z|sM29 22h3M28 26h4M29 30h3M28 34h4",
    "stroller": "mM8 22C8 12 15 6 25 6v16z|lM8 22c0-6 3-11 7-13l2 13z|d#8 22 32 8 4|hM40 24l5-12|k@15 39 5|k@33 39 5|w@15 39 2|w@33 39 2|hM18 30l-2 5M30 30l2 5",
    "pet": "m@24 30 9|m@10 23 5|m@38 23 5|m@18 12 5|m@30 12 5|lM24 24c5 0 8 5 7 9-2 4-12 4-14 0-1-4 2-9 7-9z",
    # cars, paper, tools
    "car": "mM4 26l6-3 5-9h18l6 9 5 3v10H4z|lM17 17h6v6h-9zM26 17h6l4 6H26z|k@13 36 5|k@35 36 5|g@13 36 2|g@35 36 2|y#41 27 3 3 1",
    "wiper": "kM6 40L40 8l2 2L9 43z|m#4 36 9 9 2|gM12 30L36 6l2 1-24 26z",
    "seat": "m#15 3 18 12 6|m#11 13 26 20 7|d#8 32 32 11 5|lM17 17h4v13h-4zM27 17h4v13h-4z",
    "book": "d#9 6 32 38 3|w#12 8 27 33 1|m#7 4 31 37 3|l#7 4 5 37 2|w#17 12 16 10 1|sM20 16h10M20 19h6",
    "pen": "mM30 5l9 9-22 22-9-9z|yM8 27l9 9-12 5z|kM7 36l3 3-5 2z|dM33 2l9 9-3 3-9-9z|tM29 11l-17 17",
    "brush": "m#18 3 12 20 4|g#15 22 18 5 1|yM15 27h18l-3 17H18z|sM20 28v14M24 28v14M28 28v14",
    "pump": "g#22 12 4 16 0|k#14 7 20 6 3|m#16 24 16 19 3|l#18 27 3 13 1|d#10 42 28 3 1",
    "board": "l#10 6 28 36 3|m#13 9 22 30 1|y@18 15 2|d#22 20 9 9 1|wM15 33h18v3H15z",
    "chip": "hM17 5v8M24 5v8M31 5v8M17 35v8M24 35v8M31 35v8M5 17h8M5 24h8M5 31h8M35 17h8M35 24h8M35 31h8|m#11 11 26 26 3|d#17 17 14 14 2|w@15 15 1.500",
    "ink": "mM24 4c8 10 13 16 13 24a13 13 0 0 1-26 0c0-8 5-14 13-24z|lM17 26c0 5 2 8 6 10-5 1-9-4-8-9z",
}
"""Beauty, food, sport, play, pets, cars and paper."""

SAME_DRAWING: Mapping[str, str] = {
    "backpack": "bag", "bandage": "box", "disk": "drive", "humidifier": "humidifier", "jeans": "trousers", "milk powder": "jar", "rice": "pouch",
    "shaving": "shaver", "snack": "pouch", "rice cooker": "pot",
}  # fmt: skip
"""Hints by the drawing that stands for them."""
