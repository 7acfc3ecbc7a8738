import Encoding
import Glibc
import Monitoring
import Statistics
import Tabular
import Testing

func seconds(_ body: () throws -> Void) rethrows -> Double {
  var a = timespec(), b = timespec()
  clock_gettime(CLOCK_MONOTONIC, &a)
  try body()
  clock_gettime(CLOCK_MONOTONIC, &b)
  return Double(b.tv_sec - a.tv_sec) + Double(b.tv_nsec - a.tv_nsec) / 1e9
}

@Test func scratchLive() throws {
  var g = SeededGenerator(seed: 1)
  let n = 200_000
  let levels = (0..<30).map { "l\($0)" }
  var columns: [Column] = []
  for i in 0..<20 {
    switch i % 5 {
    case 0: columns.append(Column(name: "c\(i)", values: .numeric((0..<n).map { _ in g.normal() })))
    case 1: columns.append(Column(name: "c\(i)", values: .numeric((0..<n).map { _ in exp(2 * g.normal()) })))
    case 2: columns.append(Column(name: "c\(i)", values: .numeric((0..<n).map { _ in Double(g.integer(below: 5)) })))
    case 3:
      columns.append(
        Column(
          name: "c\(i)",
          values: .categorical(
            CategoricalValues(codes: (0..<n).map { _ in UInt32(g.integer(below: 30)) }, levels: levels))))
    default:
      columns.append(Column(name: "c\(i)", values: .numeric((0..<n).map { _ in tan(.pi * (g.uniform() - 0.5)) })))
    }
  }
  let table = Table(columns: columns)
  var profile = ReferenceProfile(features: [], rowCount: 0)
  print("profile", seconds { profile = ReferenceProfile(columns: columns) })
  print("json bytes", profile.json.text().utf8.count)
  var window = WindowAccumulator(reference: profile)
  let binding = try WindowBinding(of: profile, to: table)
  for block in [1, 64, 1000, 10_000] {
    let s = seconds {
      var start = 0
      while start + block <= n {
        window.add(table, rows: start..<start + block, binding: binding)
        start += block
      }
    }
    print("block", block, "ns/row", s / Double(n) * 1e9)
  }
  for i in 0..<5 {
    let one = Table(columns: [columns[i]])
    let b = try WindowBinding(of: profile, to: one)
    let s = seconds { window.add(one, rows: 0..<n, binding: b) }
    print("column", i, "ns/value", s / Double(n) * 1e9)
  }
  print("drift()", seconds { _ = window.drift() })
}
