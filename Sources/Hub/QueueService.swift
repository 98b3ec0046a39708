import ConnectorKit
import Logging
import Operations
import ServiceLifecycle

/// Reads the queues that channels deliver to, again and again until told to stop. Several processes share one queue; orders are
/// asked for whatever becomes of it.
struct QueueService: Service {
    let hub: Installation

    init(_ hub: Installation) { self.hub = hub }

    func run() async {
        let channels = ReadQueue.channels(self.hub)
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for channel in channels { group.addTask { await self.read(channel) } }
                // A service that ends would end all others.
                group.addTask { while (try? await Task.sleep(for: .seconds(3_600))) != nil {} }
            }
        }
    }

    private func read(_ channel: String) async {
        var patience = QueuePatience()
        while !Task.isCancelled {
            var wait = 0.0
            await self.hub.underTrace {
                do {
                    try await ReadQueue(channel).run(self.hub)
                    patience.well()
                } catch {
                    if Task.isCancelled { return }
                    let told = patience.failed(error)
                    wait = told.wait
                    guard told.isNews else { return }
                    let words = (error as? ConnectorError)?.sentence ?? "\(error)"
                    self.hub.log.warning(
                        "a queue cannot be read; orders are asked for meanwhile",
                        metadata: ["channel": "\(channel)", "error": "\(words)"])
                }
            }
            if wait > 0 { try? await Task.sleep(for: .seconds(wait)) }
        }
    }
}
