import Lifecycle
import ProjectFile
import Tabular
import Testing

@Suite("Holding a project against its data")
struct CheckTests {
  private func findings(_ text: String) -> [String] {
    let file = ProjectFile.parse(text: text, path: "f")
    #expect(file.findings.filter { $0.severity == .error } == [])
    return Sample.lines(file.check(against: Sample.bikeSchema))
  }

  @Test("Every name that the data does not have is found at its place")
  func names() {
    let text = """
      name: bikes
      scope: {metric: rmse, value: {per_row: "-abs(predicton - cnt) * prise"}}
      data:
        source: hour.csv
        target: count
        time: {columns: [dteday, hour]}
        id: instnt
        leave_out: [casual, registred]
        kinds: {wekday: numeric}
      recipes:
        trees: {algorithm: boosted-trees, features: [temp, tmep]}
      monitoring: {alarms: ["psi.tmp >= 0.2 or psi.score > 1", {condition: kolmogorov_smirnov.humidity > 0.1}]}
      business:
        kpis:
          - {name: missed, formula: "sum(abs(prediction - count)) / cout()"}
      """
      .replacing("cout()", with: "count(weekday > 3)")
    #expect(
      findings(text) == [
        "2:46 error: `scope.value.per_row`: nothing is named `predicton`; did you mean `prediction`?",
        "2:65 error: `scope.value.per_row`: nothing is named `prise`; known names: instant, dteday, hr, weekday, "
          + "holiday, temp, casual, registered, cnt, prediction, score, outcome",
        "5:11 error: `data.target`: the data has no column `count`; known columns: instant, dteday, hr, "
          + "weekday, holiday, temp, casual, registered, cnt",
        "6:28 error: `data.time.columns[1]`: the data has no column `hour`; known columns: instant, dteday, hr, "
          + "weekday, holiday, temp, casual, registered, cnt",
        "7:7 error: `data.id`: the data has no column `instnt`; did you mean `instant`?",
        "8:23 error: `data.leave_out[1]`: the data has no column `registred`; did you mean `registered`?",
        "9:11 error: `data.kinds.wekday`: the data has no column `wekday`; did you mean `weekday`?",
        "11:54 error: `recipes.trees.features[1]`: the data has no column `tmep`; did you mean `temp`?",
        "12:24 error: `monitoring.alarms[0]`: the data has no column `tmp`; did you mean `temp`?",
        "12:70 error: `monitoring.alarms[1].condition`: the data has no column `humidity`; known columns: instant, "
          + "dteday, hr, weekday, holiday, temp, casual, registered, cnt",
        "15:53 error: `business.kpis[0].formula`: nothing is named `count`; known names: instant, dteday, hr, weekday, "
          + "holiday, temp, casual, registered, cnt, prediction, score, outcome",
        "15:69 error: `business.kpis[0].formula`: `weekday` holds text and is compared with a number; compare it with "
          + "a quoted text, such as `weekday == \"…\"`",
      ])
  }

  @Test("Segments are columns of categories, at most six, each once")
  func segments() {
    let text = """
      name: bikes
      scope: {metric: rmse}
      data: {source: hour.csv, target: cnt}
      recipes: {linear: {algorithm: linear}}
      business: {segments: [wekday, temp]}
      """
    #expect(
      findings(text) == [
        "5:23 error: `business.segments[0]`: the data has no column `wekday`; did you mean `weekday`?",
        "5:31 error: `business.segments[1]`: `temp` holds no categories to tell apart; name a column of categories, "
          + "or set its kind in `data.kinds`",
      ])
    let many = text.replacing("[wekday, temp]", with: "[a, b, a, c, d, e, f, g, h]")
    let file = ProjectFile.parse(text: many, path: "f")
    #expect(
      file.findings.filter { $0.description.contains("segments") }.map { "\($0)" }.count == 2)
    #expect(file.definition?.business.segments ?? ["a", "b", "c", "d", "e", "f"] == ["a", "b", "c", "d", "e", "f"])
  }

  @Test("A column of the wrong kind is found")
  func kinds() {
    #expect(
      findings(Sample.least(scope: "metric: rmse", data: "source: a, target: weekday, time: holiday")) == [
        "3:27 error: `weekday` is categorical, but `scope.metric: rmse` is of numbers; name a numeric column, or a "
          + "metric such as auc",
        "3:42 error: `data.time`: `holiday` holds boolean values, not times; name a column of times such as "
          + "2026-03-01T08:00, or use `{order: rows, from: …, to: …}`",
      ])
    #expect(
      findings(Sample.least(data: "source: a, target: dteday, time: [hr, weekday]")) == [
        "3:27 error: `dteday` holds times, which no model here can say; name another column, or set its kind in "
          + "`data.kinds`",
        "3:46 error: `data.time[1]`: `weekday` holds categorical values, not hours of the day; name a column of hours, "
          + "0 to 23",
      ])
  }

  @Test("The kinds that the project sets count, not those that were inferred")
  func overrides() {
    let text = """
      name: a
      scope: {metric: rmse, value: {per_row: "if(hr == \\"3\\", 1, prediction)"}}
      data: {source: a, target: cnt, kinds: {hr: categorical}}
      """
    #expect(findings(text) == [])
  }

  @Test("Something must be left to learn from")
  func nothingLeft() {
    let text = Sample.least(
      scope: "metric: rmse",
      data: "source: a, target: cnt, leave_out: [instant, dteday, hr, weekday, holiday, temp, casual, registered]")
    #expect(findings(text) == ["3:7 error: no column is left to learn from; shorten `data.leave_out`"])
  }

  @Test("A file without a definition has nothing to check")
  func noDefinition() {
    #expect(ProjectFile.parse(text: "", path: "f").check(against: Sample.bikeSchema).isEmpty)
  }
}
