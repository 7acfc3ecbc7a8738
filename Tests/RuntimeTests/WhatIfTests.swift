import Encoding
import Lifecycle
import Runtime
import TestSupport
import Testing

/// What is said of two versions on the same rows.
@Suite struct WhatIfTests {
  /// Every answer is worth the same, so no rows can tell the versions apart by worth; the challenger sees only a column
  /// that nothing leans on, so its ranking is chance and the champion's is not.
  @Test("Worth that chance explains hides no ranking that it does not: each is judged by its own interval")
  func worthAndRanking() async throws {
    let yaml = SampleProject.yaml()
      .replacing(
        "  metric: auc\n",
        with: "  metric: auc\n"
          + "  value: {true_positive: 1, false_positive: 1, true_negative: 1, false_negative: 1}\n"
      )
      .replacing("plain: {algorithm: logistic}", with: "plain: {algorithm: logistic, features: [b]}")
    let project = try SampleProject(yaml: yaml, rows: SampleRows(change: 5000))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.train(Command.Training(recipe: "plain")))
      try await engine.perform(.play(Command.Play()))
      let page = try await engine.ask(.whatIf(nil))
      #expect(page["value"]?["difference"]?.double == 0)
      #expect(page["metrics"]?[0]?["metric"]?.string == "auc")
      #expect(try #require(page["metrics"]?[0]?["upper"]?.double) < 0)
      #expect(page["verdict"]?.string == "inconclusive")
      let sentence = try #require(page["sentence"]?.string)
      #expect(sentence.contains("chance explains how v2 and v1 differ in worth"))
      #expect(sentence.contains("by auc v2 is worse"))
      #expect(!sentence.contains("told apart"))
    }
  }

  @Test("Without prices the metric is judged, and its interval stands beside it")
  func rankingAlone() async throws {
    let yaml = SampleProject.yaml()
      .replacing("plain: {algorithm: logistic}", with: "plain: {algorithm: logistic, features: [b]}")
    let project = try SampleProject(yaml: yaml, rows: SampleRows(change: 5000))
    try await project.withEngine { engine in
      try await engine.trainAndPromote()
      try await engine.perform(.train(Command.Training(recipe: "plain")))
      try await engine.perform(.play(Command.Play()))
      let page = try await engine.ask(.whatIf(nil))
      #expect(page["verdict"]?.string == "worse")
      let sentence = try #require(page["sentence"]?.string)
      let lower = try #require(page["metrics"]?[0]?["lower"]?.double)
      #expect(sentence.hasPrefix("v2 would have done worse than v1 on the newest 1,200 labelled rows: auc "))
      #expect(sentence.contains("(\(NumberText.significant(lower)) to "))
    }
  }
}
