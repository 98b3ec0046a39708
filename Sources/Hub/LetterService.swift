import Logging
import Operations
import ServiceLifecycle

/// Sends the mail that is due, every two seconds, until told to stop.
struct LetterService: Service {
    private let hub: Installation

    init(_ hub: Installation) { self.hub = hub }

    func run() async {
        await cancelWhenGracefulShutdown {
            repeat {
                await self.hub.underTrace {
                    do { try await SendLetters().run(self.hub) } catch {
                        self.hub.log.warning("mail could not be looked at", metadata: ["error": "\(error)"])
                    }
                }
            } while (try? await Task.sleep(for: .seconds(2))) != nil
        }
    }
}
