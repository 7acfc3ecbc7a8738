import Statistics
import Testing

/// Expected values: scipy 1.17.1 (`norm`, `gammaincc`, `gammainc`, `betainc`, `t.sf`, `chi2.sf`, `chi2.isf`,
/// `kolmogorov`, `kolmogi`, `kstwo.sf`).
@Suite("Special functions and distributions")
struct DistributionTests {
  @Test(
    "Normal tails",
    arguments: [(-8, 6.22096057427174e-16), (-1.5, 0.06680720126885807), (0.3, 0.6179114221889526)])
  func normal(z: Double, expected: Double) {
    #expect(isClose(Normal.cumulative(z), expected, 1e-12))
    #expect(isClose(Normal.survival(-z), expected, 1e-12))
  }

  @Test("Far normal tail") func farTail() { #expect(isClose(Normal.survival(20), 2.7536241186061556e-89, 1e-12)) }

  @Test(
    "Normal quantile",
    arguments: [
      (1e-300, -37.0470962993612), (1e-10, -6.361340902404056), (0.02425, -1.972961051311885),
      (0.3, -0.5244005127080409), (0.9, 1.2815515655446004), (0.999999, 4.753424308817087),
    ])
  func quantile(probability: Double, expected: Double) {
    #expect(isClose(Normal.quantile(probability), expected, 1e-13))
  }

  @Test("Normal quantile at and beyond its ends")
  func quantileEnds() {
    #expect(Normal.quantile(0) == -.infinity)
    #expect(Normal.quantile(1) == .infinity)
    #expect(Normal.quantile(1.1).isNaN)
    #expect(Normal.quantile(.nan).isNaN)
  }

  @Test(
    "Upper incomplete gamma",
    arguments: [
      (0.5, 0.1, 0.6547208460185768), (2.5, 7, 0.01560941610026691), (50, 40, 0.9296649333406051),
      (50, 90, 1.6494985017178526e-06), (1e5, 100_300, 0.17136368874879243),
    ])
  func gamma(a: Double, x: Double, expected: Double) {
    #expect(isClose(SpecialFunctions.upperGamma(a, x), expected, 1e-9))
    #expect(abs(SpecialFunctions.lowerGamma(a, x) + SpecialFunctions.upperGamma(a, x) - 1) < 1e-14)
  }

  @Test("Lower incomplete gamma keeps small values")
  func lowerGamma() {
    #expect(isClose(SpecialFunctions.lowerGamma(0.5, 1e-5), 0.003568236338180453, 1e-12))
    #expect(SpecialFunctions.lowerGamma(3, 0) == 0)
    #expect(SpecialFunctions.upperGamma(-1, 2).isNaN)
  }

  @Test(
    "Incomplete beta",
    arguments: [
      (2, 3, 0.4, 0.5247999999999999), (0.5, 0.5, 0.1, 0.20483276469913345), (100, 200, 0.4, 0.9916844649260862),
      (5, 0.2, 0.99, 0.4153301468245943),
    ])
  func beta(a: Double, b: Double, x: Double, expected: Double) {
    #expect(isClose(SpecialFunctions.incompleteBeta(a, b, x), expected, 1e-12))
  }

  @Test(
    "Student's t",
    arguments: [
      (2.1, 7, 0.036935598106461326), (-1, 3, 0.8044988905221148), (40, 5, 9.205981085886477e-08),
      (0.5, 1e6, 0.3085375937361857),
    ])
  func studentT(t: Double, degrees: Double, expected: Double) {
    #expect(isClose(StudentT.survival(t, degreesOfFreedom: degrees), expected, 1e-9))
    #expect(isClose(StudentT.cumulative(-t, degreesOfFreedom: degrees), expected, 1e-9))
  }

  @Test(
    "Chi-square tail",
    arguments: [
      (3.84, 1, 0.05004352124870519), (217.3368301812, 3, 7.557851218959076e-47), (50, 60, 0.8178960840225449),
    ])
  func chiSquare(x: Double, degrees: Double, expected: Double) {
    #expect(isClose(ChiSquare.survival(x, degreesOfFreedom: degrees), expected, 1e-9))
  }

  @Test(
    "Chi-square quantile",
    arguments: [
      (0.001, 9, 27.877164871256575), (0.05, 1, 3.8414588206941285), (1e-6, 200, 309.83809199007794),
      (0.999, 3, 0.02429758581569275),
    ])
  func chiSquareQuantile(probability: Double, degrees: Double, expected: Double) {
    #expect(isClose(ChiSquare.upperQuantile(probability, degreesOfFreedom: degrees), expected, 1e-10))
  }

  @Test(
    "Kolmogorov's limit",
    arguments: [
      (0.3, 0.9999906941986655), (0.5, 0.9639452436648751), (0.81, 0.5279614323123148), (0.83, 0.4961909953505036),
      (1, 0.26999967167735456), (1.3581, 0.0499996304316674), (2.5, 7.453306344157342e-06),
    ])
  func kolmogorov(z: Double, expected: Double) { #expect(isClose(Kolmogorov.limitSurvival(z), expected, 1e-12)) }

  @Test("Kolmogorov's limit, inverted")
  func kolmogorovQuantile() { #expect(isClose(Kolmogorov.limitUpperQuantile(0.001), 1.9494746035043753, 1e-12)) }

  @Test(
    "Kolmogorov's statistic of n values",
    arguments: [
      (10, 0.05, 1.0), (10, 0.09, 0.9999610360566907), (10, 0.3, 0.27053557479999946),
      (10, 0.6, 0.0005681672000000003), (10, 0.95, 1.9531250000000172e-13), (100, 0.05, 0.9532159710635725),
      (100, 0.12, 0.10330374901819939), (140, 0.2, 2.1981563302200222e-05), (141, 0.03, 0.9992107601012719),
      (141, 0.1, 0.11128445516467944), (1000, 0.012, 0.9984464668620097), (1000, 0.03, 0.3226902143914636),
      (1000, 0.06, 0.001428597887952891), (20_000, 0.004, 0.9048968240702959), (20_000, 0.012, 0.006251252284121751),
      (20_000, 0.03, 4.516330038670992e-16), (250_000, 0.002, 0.26964259864783624),
      (250_000, 0.004, 0.0006691242219145274),
    ])
  func kolmogorovFinite(count: Int, d: Double, expected: Double) {
    #expect(isClose(Kolmogorov.survival(d, count: count), expected, 1e-6))
  }
}
