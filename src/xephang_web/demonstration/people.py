"""Invented names of people."""

from __future__ import annotations

import random

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương")
MIDDLE = ("Thị", "Văn", "Minh", "Thu", "Quốc", "Thanh", "Đức", "Ngọc", "Hữu", "Kim", "Xuân", "Hải")
GIVEN = (
    "An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Hạnh", "Hoa", "Hùng", "Khánh", "Lan", "Linh",
    "Long", "Mai", "Nam", "Nga", "Phong", "Quân", "Sơn", "Tâm", "Thảo", "Tuấn", "Vân", "Yến",
)  # fmt: skip


def person_name(rng: random.Random) -> str:
    """A name that nobody in particular bears."""
    return f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}"
