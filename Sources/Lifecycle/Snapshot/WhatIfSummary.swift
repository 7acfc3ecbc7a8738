/// The challenger beside the champion on the newest labelled rows, as far as a question box shows it.
public struct WhatIfSummary: Sendable, Equatable, Codable {
  public var challenger: VersionID
  public var champion: VersionID
  public var rows: Int
  /// `better`, `worse`, `inconclusive` or `no_data`.
  public var verdict: String
  public var sentence: String

  public init(challenger: VersionID, champion: VersionID, rows: Int, verdict: String, sentence: String) {
    self.challenger = challenger
    self.champion = champion
    self.rows = rows
    self.verdict = verdict
    self.sentence = sentence
  }
}
