import CellCanvas
import Cockpit
import Lifecycle
import TestSupport
import Testing

/// Five hints for people who are here for the first time.
@Suite("The tour")
struct TourTests {
  private func newcomer(_ size: Size = Size(columns: 80, rows: 24)) -> CockpitModel {
    var model = CockpitModel(size: size, tour: 0)
    _ = model.update(.snapshot(Sample.bikes))
    return model
  }

  @Test("One hint at a time, each with its key and how to go on, on the smallest screen that has stages")
  func hints() {
    var model = newcomer()
    var seen: Set<String> = []
    for number in 1...5 {
      let line = model.text.split(separator: "\n").first { $0.contains(" \(number)/5 ") }
      #expect(line?.contains(", no more") == true, "\(line ?? "no hint \(number)")")
      #expect(line?.contains(". \(number == 5 ? "done" : "next")") == true)
      #expect(line?.contains("…") == false, "\(line ?? "")")
      seen.insert(String(line ?? ""))
      #expect(model.press(".").contains(.remember(.tour(number < 5 ? number : nil))))
    }
    #expect(seen.count == 5)
    #expect(!model.text.contains("/5 "))
  }

  @Test("It is ended for good by one key, and begun again by the same")
  func dismissed() {
    var model = newcomer()
    #expect(model.press(",") == [.remember(.tour(nil))])
    #expect(!model.text.contains(", no more"))
    #expect(model.press(",") == [.remember(.tour(0))])
    #expect(model.text.contains("1/5"))
  }

  @Test("What needs a person comes first, and who has seen the tour has no row of it")
  func quiet() {
    var model = newcomer()
    var snapshot = Sample.bikes
    snapshot.notices = ["the disk is full"]
    _ = model.update(.snapshot(snapshot))
    #expect(model.text.contains("the disk is full"))
    #expect(!model.text.contains("1/5"))
    #expect(!CockpitModel.showing(Sample.bikes).text.contains(", no more"))
  }
}
