import Encoding

/// What a filter may ask of the rows of each list: a row as an example, one value of the right kind under each name.
///
/// The screen and the command line go by the same names.
public enum ListFields {
  private static let time: JSON = "1970-01-01T00:00:00Z"

  public static let run: JSON = [
    "run": 0, "version": 0, "seconds": 0.5, "recipe": "", "algorithm": "", "status": "", "verdict": "",
    "created": time, "newest_release": time,
  ]

  public static let alarm: JSON = [
    "id": 0, "rule": "", "kind": "", "metric": "", "column": "", "severity": "", "state": "", "since": time,
    "until": time, "value": 0.5, "bound": 0.5, "cost_per_day": 0.5, "advice": "", "acknowledged": false,
    "snoozed_until": time,
  ]

  public static let version: JSON = [
    "version": 0, "run": 0, "recipe": "", "algorithm": "", "created": time, "verdict": "", "alias": "",
    "threshold": 0.5,
  ]

  /// Of the queue of doubtful labels.
  public static let label: JSON = ["row": 0, "label": "", "guess": "", "score": 0.5, "issue": false]
}
