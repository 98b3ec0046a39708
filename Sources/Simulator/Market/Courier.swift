import ConnectorKit
import Foundation
import Operations
import Records
import Store
import Twins
import Vault

/// A shop's own clockwork: what it does by itself, and its webhooks on their way to the hub.
struct Courier: Sendable {
    let world: World
    let shop: String

    /// Looks often while something has just happened, and now and then otherwise.
    private static let steps = [0.65, 0.65, 0.7, 1, 1, 2, 3]

    func run() async {
        let bell = self.world.courier(self.shop)
        var step = 0
        while !self.world.isOver {
            let wait = step < Self.steps.count ? Self.steps[step] : 150
            let due = self.world.now.addingTimeInterval(wait).wholeMicroseconds
            await self.world.loop.sleep(until: due, or: bell)
            if self.world.now < due {
                // Something happened: look again in a moment, from the first step on.
                step = 0
                await self.world.loop.sleep(0.65)
            } else {
                step += 1
            }
            if await self.look() { step = 0 }
        }
    }

    /// - Returns: Whether anything left.
    private func look() async -> Bool {
        guard let shop = await self.world.market.shop(self.shop) else { return false }
        await shop.tick()
        await self.world.hear(of: self.shop)
        let hooks = await shop.takeDeliveries()
        for hook in hooks {
            await self.world.loop.sleep(self.world.real(0.02...0.3))
            let status = await self.deliver(hook)
            self.world.history.note(
                "\(self.shop) ⇒ webhook \(hook.body.count) B: \(status.map(String.init) ?? "no answer")")
            await self.world.market.delivered(hook, status: status)
        }
        return !hooks.isEmpty
    }

    /// What the hub's door does: finds whose it is, verifies the raw bytes, notes what to read.
    private func deliver(_ hook: OutgoingHook) async -> Int? {
        guard let front = self.world.process(HubProcess.front), let url = URL(string: hook.url) else { return nil }
        if url.pathComponents.suffix(3).dropLast() == ["hooks", "app"] {
            return await self.deliver(hook, ofApp: url.lastPathComponent, front.hub)
        }
        guard let route = UUID(uuidString: url.lastPathComponent) else { return nil }
        do {
            guard
                let found = try await self.world.store.system({ try WebhookRouteRecords.find($0, route: route) })
            else { return 404 }
            let desk = Desk(front.hub, tenant: found.tenant)
            guard let record = try await desk.read({ try ConnectionRecords.load($0, found.connection) }),
                let verifier = try front.hub.channel(record.channel).verifier
            else { return 404 }
            let secret = try await Connections.webhookSecret(desk, record)
            let notice: WebhookNotice
            do throws(WebhookError) {
                notice = try verifier.verify(
                    headers: hook.headers, body: hook.body, secret: secret.reveal(), now: self.world.now)
            } catch .unreadable {
                _ = try await SyncNow(connection: record.name).run(desk)
                return 200
            } catch {
                return 401
            }
            try await EnterWebhook(connection: record.id, notice: notice).run(desk)
            return 200
        } catch {
            return 500
        }
    }

    /// The same where a channel delivers for a whole app and names the shop in the body.
    private func deliver(_ hook: OutgoingHook, ofApp channel: String, _ hub: Installation) async -> Int? {
        do {
            guard let verifier = try hub.channel(channel).verifier, let secret = hub.apps[channel]?.webhookSecret else {
                return 404
            }
            let notice: WebhookNotice
            do throws(WebhookError) {
                notice = try verifier.verify(
                    headers: hook.headers, body: hook.body, secret: secret, now: self.world.now)
            } catch .unreadable {
                return 200
            } catch {
                return 401
            }
            guard let shop = verifier.shop(of: hook.body) else { return 200 }
            let found = try await self.world.store.system {
                try ClaimedShopRecords.all($0, channel: channel, remoteID: shop)
            }
            for (tenant, connection) in found {
                try await EnterWebhook(connection: connection, notice: notice).run(Desk(hub, tenant: tenant))
            }
            return 200
        } catch {
            return 500
        }
    }
}
