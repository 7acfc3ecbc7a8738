import CSys
import Glibc

/// A thread of its own for long or blocking work, which must never sit on the shared task pool.
enum WorkerThread {
  /// Starts a detached thread.
  ///
  /// - Parameters:
  ///   - name: at most 15 characters, as debuggers show it.
  ///   - isBackground: gives way to everything else that wants the processor.
  static func start(_ name: String, isBackground: Bool = false, _ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(name: name, isBackground: isBackground, run: body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // Recursion over trees and parsers is shallow, but the default of a secondary thread may be small.
    pthread_attr_setstacksize(&attributes, 4 << 20)
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, workerMain, box.toOpaque())
    pthread_attr_destroy(&attributes)
    guard status == 0 else {
      box.release()
      // Without threads nothing can be done at all; running the work here is slower and still right.
      body()
      return
    }
  }

  fileprivate final class Body: Sendable {
    let name: String
    let isBackground: Bool
    let run: @Sendable () -> Void

    init(name: String, isBackground: Bool, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.isBackground = isBackground
      self.run = run
    }
  }
}

/// A free function, so that no actor isolation is inferred for what C calls on another thread.
private func workerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let body = Unmanaged<WorkerThread.Body>.fromOpaque(argument).takeRetainedValue()
  _ = pthread_setname_np(pthread_self(), String(body.name.prefix(15)))
  if body.isBackground {
    _ = cs_lower_priority(10)
  }
  body.run()
  return nil
}
