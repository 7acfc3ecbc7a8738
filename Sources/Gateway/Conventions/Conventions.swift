import Lifecycle

/// What a request in one of the conventions asks for.
public enum ConventionCall: Sendable {
  case predict(PredictionRequest, ReplyShape)
  case explain(PredictionRequest, ReplyShape)
  /// The answer stands already.
  case document(HTTPAnswer)
}

/// Counters for the conventions' own statistics.
public struct InferenceFigures: Sendable, Equatable {
  /// Rows answered.
  public var rows: Int
  /// Requests answered, and refused or failed.
  public var successes: Int
  public var failures: Int
  public var successNanoseconds: Int
  public var failureNanoseconds: Int
  /// Waiting for the engine, and scoring, within the successes.
  public var queueNanoseconds: Int
  public var computeNanoseconds: Int
  /// Milliseconds since 1970; 0 where nothing was answered yet.
  public var lastInference: Int

  public init(
    rows: Int = 0, successes: Int = 0, failures: Int = 0, successNanoseconds: Int = 0, failureNanoseconds: Int = 0,
    queueNanoseconds: Int = 0, computeNanoseconds: Int = 0, lastInference: Int = 0
  ) {
    self.rows = rows
    self.successes = successes
    self.failures = failures
    self.successNanoseconds = successNanoseconds
    self.failureNanoseconds = failureNanoseconds
    self.queueNanoseconds = queueNanoseconds
    self.computeNanoseconds = computeNanoseconds
    self.lastInference = lastInference
  }
}

/// The wire conventions that existing clients speak, as pure functions between bytes and the engine's values.
public struct Conventions: Sendable {
  /// What clients are told the server's version is.
  public var serverVersion: String
  public var limits: RowLimits

  public init(serverVersion: String, limits: RowLimits = RowLimits()) {
    self.serverVersion = serverVersion
    self.limits = limits
  }

  /// Understands a request; nil where its path is of no convention.
  ///
  /// - Parameters:
  ///   - body: must stay as it is during the call; nothing keeps it.
  ///   - table: what is served; nil while nothing is.
  ///   - figures: asked only where a client wants statistics.
  public func parse(
    _ head: HTTPRequestHead, body: UnsafeRawBufferPointer, table: InputTable?,
    figures: () -> InferenceFigures = { InferenceFigures() }
  ) -> Result<ConventionCall, HTTPAnswer>? {
    guard let convention = Convention(path: head.path) else { return nil }
    do throws(HTTPAnswer) {
      switch convention {
      case .openInference:
        let inference = OpenInference(serverVersion: serverVersion, limits: limits, table: table)
        return .success(try inference.call(head, body, figures))
      case .kserve: return .success(try KServe(limits: limits, table: table).call(head, body))
      case .mlflow:
        return .success(try MLflow(serverVersion: serverVersion, limits: limits, table: table).call(head, body))
      }
    } catch {
      return .failure(error)
    }
  }

  /// As the method, where the table of inputs is not kept between requests.
  public static func parse(
    _ head: HTTPRequestHead, body: UnsafeRawBufferPointer, served: ServedModels?
  ) -> Result<ConventionCall, HTTPAnswer>? {
    Conventions(serverVersion: "0").parse(head, body: body, table: served.map { InputTable($0) })
  }
}

extension RowScanner {
  /// The rows a closure reads from a body, which must have at least one and be whole.
  func rows(
    in body: UnsafeRawBufferPointer, _ read: (inout RowScan) throws(RowError) -> Void
  ) throws(RowError) -> PredictionRequest {
    var scan = try RowScan(body, self)
    try read(&scan)
    guard scan.rows.rowCount > 0 else { throw RowError("no rows") }
    return scan.rows.request()
  }
}
