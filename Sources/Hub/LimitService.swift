import Logging
import Operations
import ServiceLifecycle

/// Tells the other processes what came in here, and hears from them, once a second.
struct LimitService: Service {
    let limits: InboundLimits
    let hub: Installation

    init(_ limits: InboundLimits, _ hub: Installation) {
        self.limits = limits
        self.hub = hub
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(1))) != nil {
                await self.hub.underTrace {
                    do { try await self.limits.exchange(with: self.hub.inboundBoard, at: self.hub.now()) } catch {
                        // This process goes on counting for itself.
                        self.hub.log.warning("counts of requests are not shared", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }
}
