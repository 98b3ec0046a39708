import Commerce
import Foundation
import Operations

/// What goes on beside the orders of any business: somebody changes prices, which the audit log keeps, and the log is sealed
/// as `entrepot serve` seals it.
struct IngestClerk: Sendable {
    private let stage: IngestStage
    private let anchors: AuditAnchors

    init(_ stage: IngestStage) {
        self.stage = stage
        self.anchors = AuditAnchors(path: nil, log: stage.desk.hub.log)
    }

    /// Two prices a second and a seal every two, while `body` runs.
    ///
    /// - Returns: What `body` returns, and how many rows of the log were sealed meanwhile.
    func beside<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> (result: Result, sealed: Int) {
        try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask { try await self.work() }
            let result = try await body()
            group.cancelAll()
            return (result, try await group.reduce(0, +))
        }
    }

    private func work() async throws -> Int {
        var sealed = 0
        var round = 0
        repeat {
            do {
                // Far from the hot SKUs, so that it is the log that is measured and not one more lock.
                let price = Money(minor: Int64(2_000 + round), currency: .eur)
                _ = try await SetPrice(sku: "SKU-\(9_000 + round % 1_000)", price: price).run(self.stage.desk)
                round += 1
                if round.isMultiple(of: 4) {
                    sealed += try await SealAudit(anchors: self.anchors).run(self.stage.desk.hub)
                }
            } catch {
                if Task.isCancelled { break }
                throw error
            }
        } while (try? await Task.sleep(for: .milliseconds(500))) != nil
        return sealed
    }
}
