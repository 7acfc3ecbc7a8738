import Encoding
import Lifecycle
import Runtime
import Testing

/// Three classes from training to retraining, and what recipes do beside fitting.
@Suite(.timeLimit(.minutes(2))) struct ClassesTests {
  private func project(_ recipe: String = "rounds: 15, leaves: 7") throws -> SampleProject {
    try SampleProject(
      yaml: SampleProject.yaml(
        gates: #"["macro_f1 >= 0.3", "accuracy >= champion.accuracy - 0.2"]"#, metric: "macro_auc", recipe: recipe),
      rows: SampleRows(isMulticlass: true))
  }

  @Test("Classes are trained, promoted, replayed, logged by their numbers, and learnt again from the log")
  func circle() async throws {
    let project = try project()
    try await project.withEngine { engine in
      let trained = try await engine.trainAndPromote(override: "there is no champion to compare with")
      for id in ["accuracy", "log_loss", "macro_f1", "macro_precision", "macro_recall", "macro_auc"] {
        let value = try #require(trained["metrics"]?["test"]?[id]?.double)
        let baseline = try #require(trained["metrics"]?["baseline"]?[id]?.double)
        #expect(id == "log_loss" ? value < baseline : value > baseline, "\(id): \(value), baseline \(baseline)")
      }
      #expect(trained["gates"]?[0]?["verdict"]?.string == "passed")
      #expect(trained["cross_validation"]?.isNull == true && trained["calibration"]?.isNull == true)
      #expect(await engine.currentSnapshot.task == .multiclass)
      let played = try await engine.perform(.play(Command.Play(until: .row(300))))
      let metrics = try #require(played["windows"]?[0]?["metrics"])
      #expect((metrics["accuracy"]?.double ?? 0) > 0.5 && (metrics["macro_f1"]?.double ?? 0) > 0.3)
      #expect(metrics["log_loss"] == nil && metrics["rmse"] == nil)
      let log = try await engine.query(.log(offset: 0, limit: 300)).items
      #expect(log.count == 300)
      for row in log {
        let prediction = try #require(row["prediction"]?.double)
        #expect([0, 1, 2].contains(prediction) && (row["score"]?.double ?? 0) >= 1 / 3)
      }
      let again = try await engine.perform(.train(Command.Training()))
      #expect(again["newest_release"]?.string != nil)
      #expect(again["gates"]?[1]?["verdict"]?.string != "no_data")
      #expect((again["metrics"]?["test"]?["accuracy"]?.double ?? 0) > 0.5)
      let no = try await refusal { _ = try await engine.send(.setThreshold(nil, threshold: 0.4, because: nil)) }
      #expect(no.message.contains("it has no threshold"))
    }
  }

  @Test("Options come from the project file and from the command, which the journal keeps")
  func options() async throws {
    let project = try project("rounds: 5, leaves: 7, class_weight: balanced, calibrate: sigmoid, categorical: native")
    try await project.withEngine { engine in
      let training = Command.Training(options: ["folds": "3", "balance": "2"])
      let trained = try await engine.perform(.train(training))
      #expect(trained["calibration"]?.string == "sigmoid")
      #expect(trained["cross_validation"]?["folds"]?.int == 3 && trained["cross_validation"]?["rows"]?.int == 1800)
      let accuracy = try #require(trained["cross_validation"]?["metrics"]?["accuracy"])
      #expect((accuracy["mean"]?.double ?? 0) > 0.5 && (accuracy["sd"]?.double ?? 0) > 0)
      #expect(accuracy["folds"]?.array?.count == 3)
      #expect(trained["notes"]?.array?.contains { $0.string?.hasPrefix("balance: ") == true } == true)
      let no = try await refusal { try await engine.perform(.train(Command.Training(options: ["folds": "1"]))) }
      #expect(no.kind == .wrongUse && no.mend.contains("2 to 20"))
    }
    let events = try project.events()
    #expect(events[1].command == "sextant train --set balance=2 --set folds=3")
    guard case .runStarted(let started) = events[1].payload else {
      Issue.record("no run")
      return
    }
    let expected = Recipe.Options(
      classWeight: .balanced, balance: 2, calibration: .sigmoid, folds: 3, categorical: .native)
    #expect(started.recipe.options == expected)
  }

  @Test("Another threshold ships as a version of its own, judged on the rows that judged the first")
  func threshold() async throws {
    let gates = #"["auc >= 0.65", "recall >= 0.95"]"#
    let project = try SampleProject(yaml: SampleProject.yaml(gates: gates))
    try await project.withEngine { engine in
      let trained = try await engine.trainAndPromote(override: "it finds too few")
      let receipt = try await engine.send(.setThreshold(nil, threshold: 0.05, because: "find them all"))
      #expect(receipt.event != nil && receipt.message.hasPrefix("version 2 is version 1 with the threshold 0.05"))
      let state = await engine.currentSnapshot.state
      let (first, second) = (try #require(state.version(VersionID(1))), try #require(state.version(VersionID(2))))
      #expect(second.threshold == 0.05 && first.threshold != 0.05)
      #expect(second.metrics["test"]?["auc"] == first.metrics["test"]?["auc"])
      #expect((second.metrics["test"]?["recall"] ?? 0) > (first.metrics["test"]?["recall"] ?? 1))
      #expect(second.metrics["train"]?["recall"] == nil && second.metrics["train"]?["auc"] != nil)
      #expect(second.gates.map(\.gate.text) == ["auc >= 0.65", "recall >= 0.95"])
      #expect(second.gates[0].verdict == .passed && second.gates[1].verdict != .failed)
      #expect(state.aliases.challenger?.number == 2 && state.aliases.champion?.number == 1)
      #expect(state.runs.last?.reason == "version 1 with the threshold 0.05000: find them all")
      #expect(trained["model"]?["sha256"]?.string != second.model.sha256)
      // It answers with its threshold: nearly everything is a yes.
      try await engine.perform(.promote(Command.Promotion(version: VersionID(2), override: "find them all")))
      try await engine.perform(.play(Command.Play(until: .row(100))))
      let log = try await engine.query(.log(offset: 0, limit: 100)).items
      #expect(log.allSatisfy { ($0["prediction"]?.double == 1) == (($0["score"]?.double ?? 0) >= 0.05) })
      let same = try await refusal {
        _ = try await engine.send(.setThreshold(VersionID(2), threshold: 0.05, because: nil))
      }
      #expect(same.kind == .no)
      let strange = try await refusal {
        _ = try await engine.send(.setThreshold(VersionID(1), threshold: .nan, because: nil))
      }
      #expect(strange.kind == .wrongUse)
    }
    #expect(
      try project.events().contains { $0.command == "sextant threshold 0.05 --version 1 --because 'find them all'" })
  }
}
