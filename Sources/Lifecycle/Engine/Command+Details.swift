extension Command {
  /// What a new dataset version does to its parent.
  public enum DataChange: Sendable, Hashable, Codable {
    /// The mend of a finding, by the finding's id.
    case mend(String)
    /// Drops the rows for which a filter holds.
    case drop(where: String)
    /// Keeps only the rows for which a filter holds.
    case keep(where: String)
    /// Adds the rows of a file.
    case append(file: String)
    /// Gathers up to so many further rows for which a filter holds, from the world or the released outcomes.
    case collect(where: String?, rows: Int)
    /// Gives rows the labels that a file names, by the columns row, label and perhaps because.
    case labels(file: String)
    /// Goes back to an earlier version, by its hash or the start of it.
    case restore(String)
  }

  /// What a person said about a row's label.
  public enum LabelAnswer: Sendable, Hashable, Codable {
    /// The label is this.
    case label(String)
    /// The label is right as it is.
    case confirm
    case skip
  }

  /// What a person says to a rollout.
  public enum RolloutOrder: String, Sendable, Hashable, CaseIterable, Codable {
    /// Goes on after an inconclusive step.
    case resume
    /// Takes the next step whatever the gates say.
    case advance
    /// Sends all traffic back to the champion.
    case abort
  }
}

/// What people concluded from an iteration.
public enum Decision: String, Sendable, Hashable, CaseIterable, Codable {
  /// Leave things as they are.
  case `continue`
  case retrain
  case stepBack = "step_back"
  /// Take the model out of service.
  case retire
}
