import ConnectorKit
public import Foundation
public import Jobs
import Logging
import Records
import Store
import Wire

/// Keeps one connection in step: looks, decides, calls, records, until nothing is left to do or its time slice is over.
public struct ConnectionReconciler: Reconciler {
    let hub: Installation
    let pace: SyncPace
    /// Seconds after which other connections get a turn.
    let slice: TimeInterval

    public init(_ hub: Installation, pace: SyncPace = SyncPace(), slice: TimeInterval = 3) {
        self.hub = hub
        self.pace = pace
        self.slice = slice
    }

    public func reconcile(_ lease: Lease) async -> ReconcileOutcome {
        guard let tenant = lease.tenant, let id = IDText.id(lease.key) else { return .settled }
        let trace = lease.trace.flatMap { Trace($0) } ?? self.hub.trace()
        let desk = Desk(self.hub, tenant: tenant, trace: trace.id, lease: lease)
        return await CallContext.$trace.withValue(trace) {
            do {
                return try await self.visit(id, desk: desk)
            } catch JobError.staleLease {
                return .settled
            } catch let trouble as TokenTrouble {
                return self.outcome(of: trouble)
            } catch {
                self.hub.log.error(
                    "visit failed", metadata: ["connection": "\(id)", "error": "\(error)", "trace": "\(trace.id)"])
                return .retry(
                    ReasonCode(
                        code: "sync.failed", sentence: "Keeping this connection in step failed: \(error)",
                        wayOut: "It is tried again by itself; entrepot doctor shows what is wrong."))
            }
        }
    }

    private func outcome(of trouble: TokenTrouble) -> ReconcileOutcome {
        switch trouble {
        // A refresher that died keeps its right for a minute and a half: that long nobody runs in a circle.
        case .underWay: .again(after: .seconds(2))
        case .refused: .settled
        case .postponed(_, _, let until): .again(after: .seconds(max(0.25, until.timeIntervalSince(self.hub.now()))))
        }
    }

    private func visit(_ id: UUID, desk: Desk) async throws -> ReconcileOutcome {
        let glance = try await desk.read { try Glance($0, id, desk) }
        guard let first = glance.connection, first.state != .unauthorized else { return .settled }
        if first.state == .paused || glance.isSuspended {
            // What we took off sale comes back, whoever paused the shop meanwhile, or stopped the workspace.
            guard try await desk.read({ try OfferRecords.keepsOffSale($0, connection: id) }) else { return .settled }
        }
        let meter = CallMeter()
        let opened = try await self.open(first, desk, meter)
        let visit = SyncVisit(
            desk: desk, connection: id, connector: opened.connector, manifest: opened.manifest,
            webhookSecret: opened.webhookSecret, timing: SyncTiming(opened.manifest, first.settings), pace: self.pace,
            meter: meter, tokenVersion: opened.tokenVersion)
        if glance.hasLeftovers { try await visit.begin() }
        var spending = try await visit.spending(app: desk.hub.registration(first.channel))
        do {
            let outcome = try await self.rounds(visit, &spending, seen: glance.rows)
            try await visit.settleSpending(&spending)
            return outcome
        } catch {
            try? await visit.settleSpending(&spending)
            throw error
        }
    }

    /// Where a channel publishes limits, every request is counted as it leaves.
    private func open(_ record: ConnectionRecord, _ desk: Desk, _ meter: CallMeter) async throws -> OpenedConnection {
        guard try !desk.hub.channel(record.channel).manifest.budgets.isEmpty else {
            return try await Connections.open(desk, record, wire: desk.hub.transport)
        }
        let metered = MeteredTransport(inner: desk.hub.transport, meter: meter, now: desk.hub.now)
        return try await Connections.open(desk, record, wire: metered)
    }

    /// What a visit sees first: where nothing was left over, all that it needs to begin.
    private struct Glance: Sendable {
        var connection: ConnectionRecord?
        var hasLeftovers: Bool
        var isSuspended: Bool
        var rows: SyncRows?

        init(_ db: any SQLConnection, _ id: UUID, _ desk: Desk) throws {
            let now = desk.now
            let (found, leftovers, suspended) = try db.ask(
                ConnectionRecords.asking(db, id), InboxRecords.asking(db, leftoversOf: id),
                TenantRecords.askingSuspended(db))
            self.connection = found.first
            self.hasLeftovers = leftovers.contains(true)
            self.isSuspended = suspended.contains(true)
            guard let connection = found.first, !self.hasLeftovers, !self.isSuspended, connection.state != .paused,
                connection.state != .unauthorized
            else { return }
            let rows = try SyncRows(db, connection, desk.hub.channel(connection.channel).manifest, at: now)
            if !rows.mayHoldMore { self.rows = rows }
        }
    }

    /// - Parameter seen: What was seen just now, which saves the first look.
    private func rounds(
        _ visit: SyncVisit, _ spending: inout SyncSpending, seen: SyncRows?
    ) async throws -> ReconcileOutcome {
        var seen = seen
        let desk = visit.desk
        let end = desk.now.addingTimeInterval(self.slice)
        var progress = SyncProgress()
        // A reading of several pages of orders is ended first: another visit would have to begin it anew.
        while desk.now < end || progress.polling != nil, !Task.isCancelled {
            let looked: SyncState?
            if let rows = seen {
                looked = visit.state(rows, progress, spending, at: desk.now)
                seen = nil
            } else {
                looked = try await visit.look(progress, spending)
            }
            guard let state = looked else { return .settled }
            let now = desk.now
            switch SyncPlanner.next(state, now: now) {
            case .rest: return .settled
            case .wait(let until):
                if state.connection.state == .restoring, state.dirty.isEmpty { try await visit.finishRestoring() }
                let release = self.pace.nextRelease(after: now) ?? until
                return .again(after: .seconds(max(0, min(until, release).timeIntervalSince(desk.now))))
            case .calls(let planned):
                guard spending.purse != nil else {
                    try await visit.perform(planned, &progress)
                    continue
                }
                let (calls, wait) = try await visit.take(SyncPlanner.calls(state, now: now), &spending)
                guard !calls.isEmpty else {
                    let until = wait ?? now.addingTimeInterval(1)
                    return .again(after: .seconds(max(0, until.timeIntervalSince(desk.now))))
                }
                try await visit.perform(calls, &progress)
            }
        }
        return .again(after: .zero)
    }
}

/// What a visit remembers between rounds: a reading of orders that takes several pages. A crash starts it over, which is
/// safe.
struct SyncProgress: Sendable {
    var polling: PollProgress?
}
