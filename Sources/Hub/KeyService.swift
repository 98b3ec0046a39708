import Logging
import Operations
import ServiceLifecycle

/// Follows changes of the master key made by others, so that an old key is refused in this process too.
struct KeyService: Service {
    let hub: Installation

    init(_ hub: Installation) { self.hub = hub }

    /// Every 30 seconds, until told to stop.
    func run() async {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(30))) != nil {
                await self.hub.underTrace {
                    do { try await CheckMasterKeys().run(self.hub) } catch {
                        self.hub.log.warning("the master key does not fit", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }
}
