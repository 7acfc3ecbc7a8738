/// True when `actual` is within a relative `tolerance` of `expected` (absolute below 1e-300).
func isClose(_ actual: Double, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
  actual == expected || abs(actual - expected) <= tolerance * max(abs(expected), 1e-300)
}
