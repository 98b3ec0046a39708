import Commerce
import Foundation
import Records
import Store
import Synchronization
import Twins
import Wire

/// One call under observation: what it changes, whether that was stored before, and whether another is under way.
struct CallWatch: Sendable {
    let world: World
    let process: HubProcess
    let shop: String
    let name: String
    let changes: [WrittenOffer]

    init(_ world: World, _ process: HubProcess, _ call: HTTPCall, _ request: TwinRequest) async {
        self.world = world
        self.process = process
        let path = request.path
        self.shop = await world.shop(of: request)
        self.name = "\(call.method) /\(path.joined(separator: "/"))"
        self.changes = WrittenOffer.all(in: request, path)
        self.keepsWaiting()
        guard !self.changes.isEmpty else {
            if !self.shop.isEmpty {
                world.laws.check(.progress, world.truth.circle(reading: self.name, at: self.shop, now: world.now))
            }
            return
        }
        await self.wasMeant()
        let circle = world.truth.circle(self.changes, at: self.shop, workspace: world.scene.workspace(of: self.shop))
        world.laws.check(.progress, circle)
        for key in self.keys {
            let isAlone = world.truth.begin(key)
            world.laws.check(
                .oneInFlight, isAlone ? nil : "\(key) is written by \(process.owner) while another write is under way")
        }
    }

    /// The call has reached the shop.
    func landed(_ reply: TwinReply) async {
        let fate = reply.ending == .whole ? "\(reply.status)" : reply.ending == .drop ? "no answer" : "half an answer"
        let text = self.changes.isEmpty ? "" : "  \(self.changes.map(\.text).joined(separator: ", "))"
        self.world.history.note("\(self.process.owner) → \(self.name): \(fate)\(text)")
        if self.shop.isEmpty { return }
        self.hearWait(reply)
        self.world.stir(self.shop)
        guard !self.changes.isEmpty else { return }
        let isAnswered = reply.ending == .whole && reply.status < 300
        self.world.suspect(self.shop, for: isAnswered ? 8 : 15, always: !isAnswered)
        await self.world.checkGuarantee(self.world.scene.workspace(of: self.shop))
    }

    /// Seconds until every process has heard of a wait: calls that are under way end meanwhile.
    private static let hearing = 4.0

    /// A shop that asked for time gets it, from a moment after it asked.
    private func keepsWaiting() {
        guard !self.shop.isEmpty, self.process.hasWorkers else { return }
        let now = self.world.now
        let wait = self.world.truth.with { $0.waits[self.place] }
        // Who stood still while it was said sends first what he had decided before.
        let isDeaf =
            wait.map { wait in
                // And nobody else knows what a process heard that died before it could write it down.
                self.process.stoodStill(at: wait.from.addingTimeInterval(-Self.hearing))
                    || wait.heardBy.died(before: wait.from)
            } ?? false
        let isEarly = wait.map { !isDeaf && $0.from < now && now < $0.until } ?? false
        let left = wait.map { Int($0.until.timeIntervalSince(now)) } ?? 0
        self.world.laws.check(
            .budget, isEarly ? "\(self.place) asked to wait \(left) s more, and \(self.process.owner) calls it" : nil)
    }

    /// Where tokens are given out is a place of its own: while it is out of order, a token that is still good is used.
    private var place: String { self.name.contains("oauth/") ? "\(self.shop)'s tokens" : self.shop }

    private func hearWait(_ reply: TwinReply) {
        // Amazon's plans are each operation's own: one that is used up keeps nobody from another.
        let isShops = reply.status == 503 || reply.status == 429 && !self.name.contains(" /amazon/")
        guard isShops, reply.ending == .whole,
            let seconds = reply.headers.first(where: { $0.name == "Retry-After" }).flatMap({ Double($0.value) })
        else { return }
        let now = self.world.now
        self.world.truth.with {
            $0.waits[self.place] = (
                now.addingTimeInterval(Self.hearing), now.addingTimeInterval(seconds - 0.5), self.process
            )
        }
    }

    func ended() {
        for key in self.keys { self.world.truth.end(key) }
    }

    /// What is written, each thing once.
    private var keys: [String] {
        var seen: Set<String> = []
        return self.changes.map { "\(self.shop)/\($0.key)" }.filter { seen.insert($0).inserted }
    }

    /// Law 9: each change that leaves stands in an intent that was committed before.
    private func wasMeant() async {
        guard let connection = self.world.connections[self.shop] else { return }
        let tenant = self.world.tenants[self.world.scene.workspace(of: self.shop)]
        let intents = try? await self.world.store.read(as: tenant) { db in
            try db.query(
                """
                SELECT o.listing_ref, o.variation_ref, o.sku, i.quantity, o.escrow FROM write_intent i
                JOIN offer o ON o.tenant_id = i.tenant_id AND o.id = i.offer_id
                WHERE i.tenant_id = \(db.tenant) AND i.connection_id = \(connection) AND i.state = 'sent'
                """
            ).map { row in
                (
                    listing: try row.get(0, as: String.self), variation: try row.get(1, as: String.self),
                    sku: try row.optional(2, as: String.self), quantity: try row.optional(3, as: Int.self),
                    escrow: try row.optional(4, as: JSONText.self).flatMap { try Escrow(packed: $0.text) }
                )
            }
        }
        for change in self.changes where change.quantity != nil || change.state != nil {
            let named = (intents ?? []).filter {
                change.names(listing: $0.listing, variation: $0.variation, sku: $0.sku)
            }
            let isMeant = named.contains { change.fits($0.quantity) }
            let isNothingNew = named.first?.escrow?.setsNothingAside ?? false
            if change.quantity ?? 0 > 0, !isNothingNew, let sku = named.first?.sku {
                await self.isAfforded(change, sku)
            }
            self.world.laws.check(
                .intentFirst, isMeant ? nil : "\(self.shop): \(change.text) leaves and no intent of it is stored")
        }
    }
}

extension CallWatch {
    /// Where units are promised, a number leaves only when by our own books its units were free, or it asks for none.
    private func isAfforded(_ change: WrittenOffer, _ sku: String) async {
        let index = self.world.scene.workspace(of: self.shop)
        let workspace = self.world.scene.workspaces[index]
        let promised = workspace.draws(of: sku).keys.filter { workspace.policy(of: $0) == .guaranteed }.sorted()
        guard !promised.isEmpty, self.world.truth.with({ $0.isTrading }),
            let rows = try? await self.world.books(index)
        else { return }
        let problem: String? = self.world.truth.with { state in
            for part in promised {
                let over = rows.overdrawn(part, workspace)
                let excess = Truth.excess(part, Truth.beyond(workspace, state), state.workspaces[index]).units
                guard over > excess else { continue }
                return
                    "\(self.shop): \(change.text) (\(sku)) leaves, and \(over) more of \(part) are out than there are"
            }
            return nil
        }
        self.world.laws.check(.guarantee, problem)
    }
}

extension Escrow {
    /// Whether the last write took no unit: it repeats, while the listing is off sale, what was set aside for it before. That
    /// is always allowed, as putting the listing back without a write is.
    var setsNothingAside: Bool { self.raises.last(where: \.isWrite)?.added == 0 }
}
