import Boosting
import Glibc

/// Binary matrices as `scripts/bench_train.py` writes them: two Int32 (rows, columns), then Float32 values, row-major.
enum MatrixFile {
  struct Unreadable: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path) cannot be read, or its size differs from its header; write it again" }
  }

  static func read(_ path: String) throws(Unreadable) -> FeatureMatrix {
    guard let file = fopen(path, "rb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var shape: [Int32] = [0, 0]
    guard fread(&shape, 4, 2, file) == 2, shape[0] >= 0, shape[1] >= 0 else { throw Unreadable(path: path) }
    let count = Int(shape[0]) * Int(shape[1])
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = fread(buffer.baseAddress, 4, count, file)
    }
    guard values.count == count else { throw Unreadable(path: path) }
    return FeatureMatrix(rowCount: Int(shape[0]), columnCount: Int(shape[1]), values: values)
  }

  static func write(_ values: [Double], to path: String) throws(Unreadable) {
    guard let file = fopen(path, "wb") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    guard fwrite(values, 8, values.count, file) == values.count else { throw Unreadable(path: path) }
  }
}
