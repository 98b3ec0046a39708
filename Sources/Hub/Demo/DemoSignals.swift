@preconcurrency import Dispatch
import Foundation

/// Ctrl-C and a polite kill end the demo with everything it started.
final class DemoSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ cleanUp: @escaping @Sendable () -> Void) {
        self.sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                cleanUp()
                exit(number == SIGINT ? 130 : 143)
            }
            source.resume()
            return source
        }
    }

    func end() { for source in self.sources { source.cancel() } }
}
