import Logging
import Operations
import ServiceLifecycle

/// Keeps the books about people: seals the audit log, writes the security log down, raises alarms; again and again until
/// told to stop, and once more then.
struct AuditService: Service {
    /// Less than half of the five seconds within which what was done must be anchored outside of the database.
    static let pace: Duration = .seconds(2)

    private let hub: Installation
    private let anchors: AuditAnchors

    init(_ hub: Installation, _ settings: Settings) {
        self.hub = hub
        self.anchors = AuditAnchors(path: settings.auditAnchorFile, log: hub.log)
    }

    func run() async {
        await cancelWhenGracefulShutdown {
            await self.trying("the audit log's ends could not be anchored") {
                try await SealAudit(anchors: self.anchors).anchorAll(self.hub)
            }
            var rounds = 0
            repeat {
                await self.trying("the audit log could not be sealed") {
                    try await SealAudit(anchors: self.anchors).run(self.hub)
                }
                await self.trying("the security log could not be written") { try await KeepWatch().run(self.hub) }
                if rounds.isMultiple(of: 1_800) { await self.hourly() }
                rounds += 1
            } while (try? await Task.sleep(for: Self.pace)) != nil
        }
        // What was done while it stopped.
        await self.trying("the audit log could not be sealed") {
            try await SealAudit(anchors: self.anchors).run(self.hub)
        }
    }

    private func hourly() async {
        await self.trying("canaries could not be made") { try await EnsureCanaries().run(self.hub) }
        await self.trying("nobody could be reminded to review access") { try await RemindOfAccess().run(self.hub) }
        await self.trying("nobody could be reminded to change keys") { try await RemindOfKeys().run(self.hub) }
        await self.trying("the security log could not be shortened") { try await KeepWatch.forget(self.hub) }
    }

    private func trying(_ trouble: String, _ body: () async throws -> Void) async {
        await self.hub.underTrace {
            do { try await body() } catch {
                // It is told to stop: what was not done is done at the next start.
                if Task.isCancelled { return }
                self.hub.log.warning("\(trouble)", metadata: ["error": "\(error)"])
            }
        }
    }
}
