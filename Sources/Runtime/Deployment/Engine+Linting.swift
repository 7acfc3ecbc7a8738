import Encoding
import Lifecycle

// What a rollout comes to at the present traffic, before it begins.

extension Engine {
  /// - Parameter strategy: nil is the project's.
  func rolloutLintPage(_ strategy: DeploymentDefinition.Strategy?) -> JSON {
    let strategy = strategy ?? definition.deployment.strategy
    let pace = TrafficPace(state, definition)
    let forecast = forecast(strategy, pace)
    let paceJSON: JSON =
      pace.map { pace in
        [
          "rows": JSON(pace.rows), "rows_per_day": JSON(pace.rowsPerDay), "outcome_share": JSON(pace.outcomeShare),
          "outcome_delay_seconds": JSON(pace.outcomeDelaySeconds),
        ]
      } ?? .null
    return [
      "strategy": JSON(strategy.rawValue), "ok": JSON(forecast.findings.isEmpty), "traffic": paceJSON,
      "steps": .array(forecast.steps.enumerated().map { Self.step($0, $1) }),
      "findings": .array(
        forecast.findings.map { ["step": JSON($0.step), "message": JSON($0.message), "mend": JSON($0.mend)] }),
    ]
  }

  func forecast(_ strategy: DeploymentDefinition.Strategy, _ pace: TrafficPace?) -> RolloutForecast {
    RolloutPlan(strategy, definition).forecast(
      pace, deviation: metricDeviation, splitsByUnit: definition.splitUnit(for: strategy) != nil)
  }

  /// Standard error of the scope's metric on one outcome, as the champion's test rows tell it.
  private var metricDeviation: Double? {
    guard let champion = state.champion,
      let measured = Measurement.byMetric(champion.metrics["test"] ?? [:], champion.intervals)[definition.scope.metric],
      measured.upper > measured.lower, measured.count > 1
    else { return nil }
    let deviation = (measured.upper - measured.lower) / (2 * 1.959963984540054) * Double(measured.count).squareRoot()
    return deviation.isFinite ? deviation : nil
  }

  private static func step(_ index: Int, _ step: RolloutForecast.Step) -> JSON {
    [
      "index": JSON(index), "share": JSON(step.share), "rows": JSON(step.rows), "outcomes": JSON(step.outcomes),
      "outcomes_needed": JSON(step.needed), "rows_needed": step.rowsNeeded.isFinite ? JSON(step.rowsNeeded) : .null,
      "seconds": step.seconds.isFinite ? JSON(step.seconds) : .null, "detectable": JSON(step.detectable),
    ]
  }

  /// Says before the first row what a rollout that has just begun will not reach.
  func warnOfLint() {
    guard let rollout = state.rollout else { return }
    let found = forecast(rollout.started.strategy, TrafficPace(state, definition)).findings
    guard let first = found.first else { return }
    let more = found.count > 1 ? "; `sextant rollout lint` has \(found.count - 1) more" : ""
    notice("the rollout of v\(rollout.started.challenger): \(first.message); \(first.mend)\(more)")
  }
}
