import ConnectorKit
import Foundation
import Hummingbird
import Logging
import NIOCore
import Operations
import Records
import Store
import Vault
import Wire

/// Webhooks in: verified on raw bytes, reduced to which resource to read, noted in one transaction, answered.
struct HookRoutes {
    let site: Site

    init(_ site: Site) { self.site = site }

    func add(to router: some RouterMethods<SiteContext>) {
        router.post("hooks/:route") { request, context in
            let desk = try await self.desk(context)
            let body = try await request.bytes(upTo: self.site.settings.hookLimit)
            try await self.enter(body, headers: request.headers.map { ($0.name.canonicalName, $0.value) }, desk)
            return Response(status: .ok)
        }
        router.post("hooks/app/:channel") { request, context in
            let body = try await request.bytes(upTo: self.site.settings.hookLimit)
            try await self.enterApp(body, headers: request.headers.map { ($0.name.canonicalName, $0.value) }, context)
            return Response(status: .ok)
        }
        router.get("hooks/app/:channel") { request, context in try self.answer(request, context) }
    }

    /// A channel asks whether the address that it was given is ours.
    private func answer(_ request: Request, _ context: SiteContext) throws -> Response {
        let hub = self.site.hub
        let id = try context.part("channel")
        let query = Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first })
        guard let keys = hub.channels.first(where: { $0.manifest.id == id })?.hookKeys,
            let secret = hub.apps[id]?.webhookSecret, let base = hub.publicAddress,
            let body = keys.answer(
                query, secret: secret, address: base.appending(path: "hooks/app").appending(path: id))
        else { throw Refusal.notFound }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    /// A channel that delivers for a whole app names the shop in the body; it is read once the signature is right.
    private func enterApp(
        _ body: [UInt8], headers: [(name: String, value: String)], _ context: SiteContext
    ) async throws {
        let hub = self.site.hub
        let id = try context.part("channel")
        guard let channel = hub.channels.first(where: { $0.manifest.id == id }), let verifier = channel.verifier,
            let app = hub.apps[id], let own = app.webhookSecret
        else { throw Refusal.notFound }
        var secret = own
        if let keys = channel.hookKeys {
            guard let key = try await self.key(keys, verifier, app, body, headers: headers, id, context) else { return }
            secret = key
        }
        let notice: WebhookNotice
        do throws(WebhookError) {
            notice = try verifier.verify(headers: headers, body: body, secret: secret, now: hub.now())
        } catch {
            hub.log.warning("app webhook refused", metadata: ["channel": "\(id)", "error": "\(error)"])
            if case .tooLarge = error { throw Refusal.tooLarge(self.site.settings.hookLimit) }
            // Signed and unreadable: there is nothing to gain from having it sent again; polls make up for it.
            if case .unreadable = error { return }
            throw Refusal(
                status: 401, code: "hook.signature", sentence: "The signature does not fit the body.",
                wayOut: "Set the app's webhook secret as the channel's portal shows it (docs/settings.md).")
        }
        guard let shop = verifier.shop(of: body) else { return }
        let found = try await hub.store.system { try ClaimedShopRecords.all($0, channel: id, remoteID: shop) }
        for (tenant, connection) in found {
            try await EnterWebhook(connection: connection, notice: notice).run(
                Desk(hub, tenant: tenant, trace: context.trace.id))
        }
    }

    /// What a delivery is checked with that its channel signed with a key of its own. Which shop it is about is read first, to know where
    /// that key is asked for; nothing else is made of it.
    ///
    /// - Returns: `nil` where it concerns nobody here, so that nothing would come of it.
    private func key(
        _ keys: any HookKeyFinding, _ verifier: any WebhookVerifying, _ app: ChannelApp, _ body: [UInt8],
        headers: [(name: String, value: String)], _ id: String, _ context: SiteContext
    ) async throws -> String? {
        let hub = self.site.hub
        guard let shop = verifier.shop(of: body),
            let (tenant, connection) = try await hub.store.system({
                try ClaimedShopRecords.all($0, channel: id, remoteID: shop).first
            }),
            let record = try await Desk(hub, tenant: tenant, trace: context.trace.id).read({
                try ConnectionRecords.load($0, connection)
            })
        else { return nil }
        let place = OAuthPlace(app: app, address: record.address, transport: hub.transport, now: hub.now)
        do throws(ConnectorError) {
            if let key = try await keys.key(headers, at: place) { return key }
        } catch {
            hub.log.warning("no key for an app webhook", metadata: ["channel": "\(id)", "error": "\(error)"])
            throw Refusal(
                status: 503, code: "hook.key", sentence: "The key that it is signed with cannot be had now.",
                wayOut: "Send it again later.")
        }
        throw Refusal(
            status: 401, code: "hook.signature", sentence: "It names no key that its channel knows.",
            wayOut: "Send it as the channel signed it.")
    }

    private struct Door {
        var desk: Desk
        var record: ConnectionRecord
        var verifier: any WebhookVerifying
    }

    /// Whose webhook this address is. An unknown address is looked up before the body is read.
    private func desk(_ context: SiteContext) async throws -> Door {
        let hub = self.site.hub
        guard let route = UUID(uuidString: try context.part("route")),
            let found = try await hub.store.system({ try WebhookRouteRecords.find($0, route: route) })
        else { throw Refusal.notFound }
        let desk = Desk(hub, tenant: found.tenant, trace: context.trace.id)
        guard let record = try await desk.read({ try ConnectionRecords.load($0, found.connection) }),
            let verifier = try hub.channel(record.channel).verifier
        else { throw Refusal.notFound }
        return Door(desk: desk, record: record, verifier: verifier)
    }

    private func enter(_ body: [UInt8], headers: [(name: String, value: String)], _ door: Door) async throws {
        let secret = try await Connections.webhookSecret(door.desk, door.record)
        let notice: WebhookNotice
        do throws(WebhookError) {
            notice = try door.verifier.verify(
                headers: headers, body: body, secret: secret.reveal(), now: door.desk.now)
        } catch {
            return try await self.refuse(error, door)
        }
        try await EnterWebhook(connection: door.record.id, notice: notice).run(door.desk)
    }

    private func refuse(_ error: WebhookError, _ door: Door) async throws {
        let log = door.desk.hub.log
        let metadata: Logger.Metadata = [
            "connection": "\(door.record.id.text)", "error": "\(error)", "trace": "\(door.desk.trace)",
        ]
        switch error {
        case .badSignature, .missingHeader:
            log.warning("webhook refused", metadata: metadata)
            throw Refusal(
                status: 401, code: "hook.signature", sentence: "The signature does not fit the body.",
                wayOut: "Remove the webhook in the shop; the hub makes it anew with the right secret.")
        case .tooLarge: throw Refusal.tooLarge(self.site.settings.hookLimit)
        case .unreadable:
            // It is signed, so the shop has news. A refusal would make it switch the hook off; reading makes up for it.
            log.warning("webhook unreadable; the orders are read instead", metadata: metadata)
            _ = try await SyncNow(connection: door.record.name).run(door.desk)
        }
    }
}
