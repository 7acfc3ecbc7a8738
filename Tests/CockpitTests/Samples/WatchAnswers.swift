import Encoding
import Lifecycle

/// Answers of the engine to the views of monitoring, as a program gave them, shortened.
enum WatchAnswers {
  /// The same for every window and column but for their names.
  static func window(_ request: Query.WindowRequest) -> JSON {
    var page = window
    page.set("window", JSON(request.index))
    page.set("column", JSON(request.column))
    return page
  }

  private static let window = Answers.json(
    #"""
    {"session":4,"window":39,"from":"2009-05-04T00:00:00Z","to":"2009-05-11T00:00:00Z","rows":704,"version":5,"settled":704,"rows_read":704,"rows_measured":704,"faults":[],"note":null,"column":"euribor3m",
    "drift":{"column":"euribor3m","kind":"numeric","drifted":true,"rows":704,"missing":61,"below":12,"above":0,"unseen":null,"fault":null,
    "readings":[{"method":"psi","statistic":8.31,"threshold":0.2,"p_value":null,"drifted":true},{"method":"kolmogorov_smirnov","statistic":0.871,"threshold":0.1,"p_value":null,"drifted":true},{"method":"wasserstein","statistic":1.42,"threshold":0.2,"p_value":null,"drifted":false},{"method":"jensen_shannon","statistic":0.83,"threshold":0.1,"p_value":null,"drifted":true},{"method":"hellinger","statistic":0.79,"threshold":0.1,"p_value":null,"drifted":true},{"method":"missing_share","statistic":0.0866,"threshold":0.05,"p_value":null,"drifted":true}]},
    "histogram":{"axis":"edges","labels":["0.634","1.2","1.9","2.8","3.9","5.05"],"reference":[0.02,0.05,0.03,0.2,0.7],"window":[0.61,0.32,0.04,0.02,0.01]},
    "reference":{"rows":16000,"missing":12,"minimum":0.634,"maximum":5.05,"mean":4.71,"window_minimum":0.61,"window_maximum":5.0,"window_mean":1.29},
    "trend":[],
    "segments":{"metric":"brier","unit":"€","ranked_by":"value","outcomes":704,"before":{"from":"2009-02-09T00:00:00Z","to":"2009-05-04T00:00:00Z"},
    "worst":[{"column":"euribor3m","level":"≤ 1.2","rows":430,"n":430,"error":0.141,"error_before":0.108,"difference":0.033,"lower":0.012,"upper":0.054,"p_value":0.004,"worse":true,"value":-0.61,"value_before":0.42,"value_difference":-1.03,"value_lower":-1.52,"value_upper":-0.54},
    {"column":"contact","level":"telephone","rows":221,"n":221,"error":0.12,"error_before":0.11,"difference":0.01,"lower":-0.02,"upper":0.04,"p_value":0.6,"worse":false,"value":0.1,"value_before":0.31,"value_difference":-0.21,"value_lower":-0.7,"value_upper":0.28},
    {"column":"euribor3m","level":"missing","rows":3,"n":3,"error":0.4,"error_before":0.1,"difference":null,"lower":null,"upper":null,"p_value":null,"worse":false,"value":-2.1,"value_before":0.2,"value_difference":null,"value_lower":null,"value_upper":null}]}}
    """#)

  static let upstream = Answers.json(
    #"""
    {"session":4,"event_time":"2009-05-11T00:00:00Z","sources":[{"name":"bank.csv","kind":"replay","state":"silent","last_row":"2009-05-10T23:41:00Z","seconds_since":5400,"expected_gap":860,"longest_gap":4100}],
    "volume":{"rows":704,"ratio":0.44,"series":[["2009-04-20T00:00:00Z",1610,1.01],["2009-04-27T00:00:00Z",1588,0.99],["2009-05-04T00:00:00Z",1204,0.75],["2009-05-11T00:00:00Z",704,0.44]]},
    "schema":{"breaks":[{"column":"job","manner":"kind","share":0.31,"window":39},{"column":"pdays","manner":"missing","share":1,"window":39}],"new_columns":["channel"]},
    "features":[{"column":"euribor3m","distance":0.871,"half_life_seconds":2592000,"rate_per_day":0.023},{"column":"nr.employed","distance":0.62,"half_life_seconds":5356800,"rate_per_day":0.011},{"column":"age","distance":0.04,"half_life_seconds":null,"rate_per_day":-0.0001}],"watch":null}
    """#)
}
