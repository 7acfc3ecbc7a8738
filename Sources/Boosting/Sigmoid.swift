import Glibc

/// 1 / (1 + e^−x), without overflow at either end.
func sigmoid(_ x: Double) -> Double {
  let e = exp(-abs(x))
  return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}

func naturalLogarithm(_ x: Double) -> Double { log(x) }
