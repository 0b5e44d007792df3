"""Line drawings of kinds of products in a square of 48: (words of categories that they stand for, path)."""

from __future__ import annotations

ICONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("连衣裙", "裙", "dress", "skirt"), "M18 6v6l-4 8 5 2-7 20h24l-7-20 5-2-4-8V6M18 12c3 4 9 4 12 0"),
    (("鞋", "靴", "shoe", "sneaker", "boot", "sandal"), "M5 32V20l8-3 6 7c5 4 12 3 18 5 4 1 6 3 6 7H7a2 2 0 0 1-2-2zM5 32h38M20 25l4-3M25 28l4-3"),
    (("裤", "牛仔", "trouser", "jean", "pants", "shorts"), "M14 6h20l3 36h-9l-4-24-4 24h-9zM14 12h20"),
    (
        ("衣", "衫", "恤", "外套", "羽绒", "服", "shirt", "jacket", "coat", "sweater", "hoodie", "clothing"),
        "M17 8 6 14l4 9 5-2v21h18V21l5 2 4-9-11-6c-2 5-12 5-14 0z",
    ),
    (("箱", "suitcase", "luggage"), "M12 16h24v24H12zM18 16V6h12v10M18 22v12M24 22v12M30 22v12M16 40v3M32 40v3"),
    (("包", "bag", "backpack", "wallet"), "M9 17h30l3 24H6zM17 17v-4a7 7 0 0 1 14 0v4"),
    (("耳机", "headphone", "earbud", "earphone", "headset"), "M8 30v-5a16 16 0 0 1 32 0v5M8 28h6v12H8zM34 28h6v12h-6z"),
    (("手机", "phone", "smartphone"), "M15 4h18a2 2 0 0 1 2 2v36a2 2 0 0 1-2 2H15a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM13 36h22M23 40h2"),
    (("相机", "镜头", "camera", "lens"), "M6 14h9l3-5h12l3 5h9v26H6zM24 34a8 8 0 1 0 0-16 8 8 0 0 0 0 16z"),
    (("电视", "显示器", "monitor", "display", "tv", "television"), "M5 9h38v25H5zM18 41h12M24 34v7"),
    (("键盘", "keyboard"), "M4 15h40v20H4zM10 21h2M17 21h2M24 21h2M31 21h2M38 21h1M10 26h2M17 26h2M24 26h2M31 26h2M15 31h18"),
    (("鼠标", "mouse"), "M24 5a11 11 0 0 1 11 11v16a11 11 0 0 1-22 0V16A11 11 0 0 1 24 5zM24 11v7"),
    (("电脑", "笔记本", "平板", "laptop", "computer", "notebook", "tablet", "pc", "workstation", "desktop"), "M10 10h28v21H10zM4 38h40l-4-7H8z"),
    (("表", "watch"), "M24 35a11 11 0 1 0 0-22 11 11 0 0 0 0 22zM24 18v6l4 3M18 14l1-9h10l1 9M18 34l1 9h10l1-9"),
    (("灯", "lamp", "light"), "M16 6h16l7 20H9zM24 26v14M15 42h18"),
    (("沙发", "床", "家具", "sofa", "bed", "furniture"), "M9 22v-8h30v8M5 22h6v8h26v-8h6v15H5zM9 37v4M39 37v4"),
    (("椅", "桌", "chair", "desk", "table"), "M15 5v22h18V5zM15 27l-2 16M33 27l2 16M15 35h18"),
    (("锅", "厨", "pan", "pot", "kitchen", "cook"), "M8 20h32v14a6 6 0 0 1-6 6H14a6 6 0 0 1-6-6zM3 22h5M40 22h5M12 20c0-6 24-6 24 0M24 12v3"),
    (
        ("杯", "壶", "茶", "咖啡", "cup", "mug", "bottle", "tea", "coffee", "kettle"),
        "M9 15h25v17a8 8 0 0 1-8 8h-9a8 8 0 0 1-8-8zM34 19h4a5 5 0 0 1 0 11h-4M16 5v5M22 5v5M28 5v5",
    ),
    (("口红", "妆", "唇", "lipstick", "makeup", "cosmetic"), "M17 22h14v21H17zM20 22V12l8-7v17M17 30h14"),
    (
        ("肤", "霜", "洗", "乳", "香水", "skin", "cream", "shampoo", "serum", "beauty"),
        "M14 20h20v20a3 3 0 0 1-3 3H17a3 3 0 0 1-3-3zM20 20v-6h8v6M24 14V7h8M14 28h20",
    ),
    (("玩具", "积木", "童", "toy", "lego", "kid", "baby"), "M8 22h14v14H8zM26 22h14v14H26zM17 8h14v14H17zM4 40h40"),
    (("书", "文具", "book", "stationery"), "M24 12c-5-4-12-4-18-3v29c6-1 13-1 18 3 5-4 12-4 18-3V9c-6-1-13-1-18 3zM24 12v29"),
    (
        ("果", "零食", "食", "坚果", "fruit", "snack", "food", "nut"),
        "M24 15c-6-5-16-1-16 10 0 9 6 17 11 17 2 0 3-1 5-1s3 1 5 1c5 0 11-8 11-17 0-11-10-15-16-10zM24 15c0-4 2-8 6-10",
    ),
    (
        ("自行车", "骑行", "bicycle", "bike", "cycling"),
        "M11 38a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM37 38a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM11 30l8-16h11l7 16M19 14l6 16h12M15 14h7M30 14l3-4",
    ),
    (
        ("球", "瑜伽", "运动", "健身", "ball", "sport", "yoga", "fitness"),
        "M24 42a18 18 0 1 0 0-36 18 18 0 0 0 0 36zM6 24h36M24 6v36M11 11c8 7 8 19 0 26M37 11c-8 7-8 19 0 26",
    ),
    (("帐篷", "露营", "户外", "tent", "camping", "outdoor"), "M24 8 4 40h40zM24 8v-3M24 22l-8 18h16z"),
    (
        ("猫", "狗", "宠物", "cat", "dog", "pet"),
        "M24 25c-6 0-12 7-12 12 0 4 5 5 8 3 3-1 5-1 8 0 3 2 8 1 8-3 0-5-6-12-12-12zM9 25v-3M17 16v-4M31 16v-4M39 25v-3",
    ),
    (("冰箱", "fridge", "refrigerator"), "M13 4h22v38H13zM13 18h22M18 9v4M18 23v7M16 42v2M32 42v2"),
    (("洗衣机", "空调", "电器", "washer", "appliance", "vacuum"), "M9 5h30v38H9zM9 14h30M24 37a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM14 9h4M33 9h1"),
    (("打印", "printer"), "M13 17V5h22v12M7 17h34v17h-6M13 34H7V17M13 28h22v15H13zM33 22h3"),
    (("充电器", "充电", "电池", "数据线", "charger", "battery", "cable", "power"), "M26 4 10 27h12l-2 17 18-25H25z"),
    (("硬盘", "内存", "存储", "disk", "drive", "memory", "storage", "ssd"), "M6 12h36v24H6zM12 30h12M34 30h1M39 30h-1M12 18h24"),
    (
        ("处理器", "主板", "显卡", "芯片", "processor", "cpu", "board", "card", "chip"),
        "M12 12h24v24H12zM18 18h12v12H18zM18 6v6M24 6v6M30 6v6M18 36v6M24 36v6M30 36v6M6 18h6M6 24h6M6 30h6M36 18h6M36 24h6M36 30h6",
    ),
    (
        ("路由", "交换机", "网络", "router", "switch", "network", "modem"),
        "M6 28h36v12H6zM14 34h1M20 34h1M12 28V14M36 28V14M18 12a9 9 0 0 1 12 0M21 17a4 4 0 0 1 6 0",
    ),
    (("墨盒", "硒鼓", "toner", "ink", "cartridge"), "M24 6c7 9 11 15 11 22a11 11 0 0 1-22 0c0-7 4-13 11-22zM18 29a6 6 0 0 0 6 6"),
)

BOX = "M24 5 7 13v22l17 8 17-8V13zM7 13l17 8 17-8M24 21v22M15 9l17 8"
"""What stands for a product whose kind has no drawing."""
