import Encoding
import Lifecycle

/// What the protocol tells about server and model.
enum OpenInferenceDocuments {
  static func server(version: String) -> JSON {
    let extensions = ["binary_tensor_data", "model_repository", "model_configuration", "statistics", "classification"]
    return ["name": "sextant", "version": JSON(version), "extensions": JSON(extensions)]
  }

  static func model(_ served: ServedModels, _ version: VersionID?) -> JSON {
    [
      "name": JSON(served.name),
      "versions": JSON((version.map { [$0] } ?? served.versions).map { String($0.number) }),
      "platform": "sextant",
      "inputs": .array(
        served.inputs.map { input in
          ["name": JSON(input.name), "datatype": JSON(type(input.kind).rawValue), "shape": [-1, 1]]
        }),
      "outputs": .array(
        OutputTensor.all(served).map { output in
          let extents = [-1] + output.extents(served)
          return [
            "name": JSON(output.rawValue), "datatype": JSON(output.type(served.task).rawValue),
            "shape": .array(extents.map { JSON($0) }),
          ]
        }),
    ]
  }

  /// The datatype an input is advertised with; others that can hold its values are taken too.
  private static func type(_ kind: ServedModels.Input.Kind) -> TensorType {
    switch kind {
    case .number: .double
    case .boolean: .bool
    case .category, .time: .bytes
    }
  }

  static func index(_ served: ServedModels?) -> JSON {
    guard let served else { return [] }
    return .array(
      served.versions.map {
        ["name": JSON(served.name), "version": JSON(String($0.number)), "state": "READY", "reason": ""]
      })
  }

  static func configuration(_ served: ServedModels, rowsMax: Int) -> JSON {
    [
      "name": JSON(served.name), "platform": "sextant", "backend": "sextant", "max_batch_size": JSON(rowsMax),
      "input": .array(
        served.inputs.map { input in
          ["name": JSON(input.name), "data_type": JSON(configured(type(input.kind))), "dims": [1]]
        }),
      "output": .array(
        OutputTensor.all(served).map { output in
          let extents = output.extents(served)
          return [
            "name": JSON(output.rawValue), "data_type": JSON(configured(output.type(served.task))),
            "dims": .array((extents.isEmpty ? [1] : extents).map { JSON($0) }),
          ]
        }),
    ]
  }

  /// Configurations call BYTES a string.
  private static func configured(_ type: TensorType) -> String {
    type == .bytes ? "TYPE_STRING" : "TYPE_" + type.rawValue
  }

  static func statistics(_ served: ServedModels?, _ version: VersionID?, _ figures: InferenceFigures) -> JSON {
    guard let served, let version = version ?? served.versions.first else { return ["model_stats": []] }
    func duration(_ count: Int, _ nanoseconds: Int) -> JSON { ["count": JSON(count), "ns": JSON(nanoseconds)] }
    let rest = max(0, figures.successNanoseconds - figures.queueNanoseconds - figures.computeNanoseconds)
    let model: JSON = [
      "name": JSON(served.name), "version": JSON(String(version.number)), "last_inference": JSON(figures.lastInference),
      "inference_count": JSON(figures.rows), "execution_count": JSON(figures.successes),
      "inference_stats": [
        "success": duration(figures.successes, figures.successNanoseconds),
        "fail": duration(figures.failures, figures.failureNanoseconds),
        "queue": duration(figures.successes, figures.queueNanoseconds),
        "compute_input": duration(figures.successes, rest),
        "compute_infer": duration(figures.successes, figures.computeNanoseconds),
        "compute_output": duration(figures.successes, 0),
        "cache_hit": duration(0, 0), "cache_miss": duration(0, 0),
      ],
      "batch_stats": [],
    ]
    return ["model_stats": [model]]
  }
}
