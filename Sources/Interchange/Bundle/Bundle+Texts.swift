import Learning
import Tabular

// The bundle's texts.

extension Bundle {
  /// The image that serves: Triton knows ONNX and speaks the Open Inference Protocol.
  private static let image = "nvcr.io/nvidia/tritonserver:25.01-py3"

  private var tag: String { "\(name):v\(version)" }

  var tritonConfiguration: String {
    func entry(_ name: String, _ type: String, _ width: Int) -> String {
      "  { name: \"\(Self.escaped(name))\" data_type: \(type) dims: [ -1, \(width) ] }"
    }
    let inputs = model.pipeline.inputs.map { entry($0.name, $0.tritonType, 1) }
    let taken = Set(model.features)
    func output(_ name: String) -> String { ONNXGraph.outputName(name, besides: taken) }
    var outputs = [entry(output("score"), "TYPE_FP32", 1)]
    if model.task != .regression {
      outputs.append(entry(output("probabilities"), "TYPE_FP32", model.target.classNames.count))
      outputs.append(entry(output("prediction"), "TYPE_STRING", 1))
    }
    return """
      name: "\(name)"
      backend: "onnxruntime"
      max_batch_size: 0
      input [
      \(inputs.joined(separator: ",\n"))
      ]
      output [
      \(outputs.joined(separator: ",\n"))
      ]
      instance_group [ { kind: KIND_CPU } ]

      """
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  var containerFile: String {
    """
    # Serves \(tag) by the Open Inference Protocol: HTTP on 8000, gRPC on 8001, metrics on 8002.
    FROM \(Self.image)
    COPY models /models
    EXPOSE 8000 8001 8002
    HEALTHCHECK --interval=10s --timeout=2s CMD curl --fail --silent localhost:8000/v2/health/ready || exit 1
    ENTRYPOINT ["tritonserver", "--model-repository=/models", "--exit-on-error=true"]

    """
  }

  var serviceUnit: String {
    """
    [Unit]
    Description=\(name), version \(version)
    Wants=network-online.target
    After=network-online.target

    [Service]
    ExecStart=/usr/bin/podman run --rm --replace --name \(name) --publish 127.0.0.1:8000:8000 \(tag)
    ExecStop=/usr/bin/podman stop --time 30 \(name)
    Restart=on-failure
    RestartSec=5
    TimeoutStopSec=45

    [Install]
    WantedBy=multi-user.target

    """
  }

  var manifest: String {
    """
    # Push the image first, and write the registry it is in before its name.
    apiVersion: serving.kserve.io/v1beta1
    kind: InferenceService
    metadata:
      name: \(name)
      labels:
        model-version: "\(version)"
    spec:
      predictor:
        minReplicas: 1
        containers:
          - name: kserve-container
            image: REGISTRY/\(tag)
            ports:
              - containerPort: 8000
                protocol: TCP
            env:
              - name: PROTOCOL
                value: v2
            readinessProbe:
              httpGet:
                path: /v2/health/ready
                port: 8000
            resources:
              requests: {cpu: 500m, memory: 512Mi}
              limits: {cpu: "2", memory: 2Gi}

    """
  }

  var readMe: String {
    let answers =
      model.task == .regression
      ? "`score` is the number itself."
      : "`score` is the probability of \(model.task == .binary ? "`\(model.target.classNames[1])`" : "the predicted class"), "
        + "`probabilities` has one for each of \(model.target.classNames.map { "`\($0)`" }.joined(separator: ", ")), "
        + "`prediction` is the class"
        + (model.threshold.map { ", \(model.target.classNames[1]) from a score of \($0) on." } ?? ".")
    let columns = model.pipeline.inputs.map {
      "| `\($0.name.replacing("|", with: "\\|"))` | \($0.kind.rawValue) | \($0.openInferenceType) |"
    }
    return """
      # \(name), version \(version)

      Predicts `\(model.target.column)`. \(answers)

      | column | kind | tensor |
      | --- | --- | --- |
      \(columns.joined(separator: "\n"))

      Missing values are NaN (FP32, FP64), the empty text (BYTES) or the least INT64. Times are microseconds since
      1970-01-01 UTC. JSON has no NaN: send such rows as binary tensors, or to `sextant serve`, which takes null.

      ## What is here

      - `models/`: the model as ONNX in the layout of a model repository, with its configuration.
      - `requests/`: an example for `sextant serve` (`native.json`), one for the Open Inference Protocol, and rows with the
        scores they must get (`examples.csv`).
      - `Containerfile`, `\(name).service`, `kserve.yaml`: an image, a service of one machine, a service of a cluster.

      ## In a container

          podman build --tag \(tag) .
          podman run --rm --publish 8000:8000 \(tag)
          curl --data @requests/open-inference.json localhost:8000/v2/models/\(name)/infer

      ## As a service

          sudo podman build --tag \(tag) .
          sudo install -m 644 \(name).service /etc/systemd/system/
          sudo systemctl enable --now \(name)

      ## In a cluster with KServe

      Push the image to a registry, name the registry in `kserve.yaml`, then

          kubectl apply -f kserve.yaml

      ## From the project itself

          sextant serve
          curl --data @requests/native.json localhost:8080/predict

      """
  }
}
