import Encoding
import Lifecycle

// Dataset versions, findings and rows.

extension Engine {
  func changeData(_ change: Command.DataChange, because: String?) throws -> Receipt {
    throw Refusal.unbuilt("changing data")
  }

  func datasetsPage() throws -> JSON { throw Refusal.unbuilt("dataset versions") }

  func datasetDifferencePage(_ a: String, _ b: String) async throws -> JSON {
    throw Refusal.unbuilt("the difference of dataset versions")
  }

  func dataFindingsPage() async throws -> JSON { throw Refusal.unbuilt("data findings") }

  func rowsPage(_ request: Query.RowRequest) async throws -> JSON { throw Refusal.unbuilt("rows") }
}
