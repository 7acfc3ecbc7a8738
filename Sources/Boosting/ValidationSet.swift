/// Rows to watch the loss on.
struct ValidationSet {
  let matrix: FeatureMatrix
  let labels: [Float]
  let weights: [Float]?
}
