import CCurl
import Glibc

/// A detached thread for the library to wait on sockets in.
enum HTTPThread {
  /// - Parameter name: at most 15 characters, as debuggers show it.
  static func start(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let box = Unmanaged.passRetained(Body(name: name, run: body))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let status = pthread_create(&thread, &attributes, threadMain, box.toOpaque())
    pthread_attr_destroy(&attributes)
    if status != 0 { box.release() }
  }

  fileprivate final class Body: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }
}

/// A free function, so that no actor isolation is inferred for what C calls on another thread.
private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let body = Unmanaged<HTTPThread.Body>.fromOpaque(argument).takeRetainedValue()
  cc_name_thread(body.name)
  body.run()
  return nil
}
