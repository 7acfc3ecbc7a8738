@main
enum Sextant {
  static func main() {
    print("sextant")
  }
}
