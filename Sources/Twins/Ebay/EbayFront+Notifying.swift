import Crypto
import Foundation

/// The Notification API. All that is told of one seller leaves from that seller's account.
extension EbayFront {
    /// - Parameter ask: Fetches an address and gives the body of a 200; without it no endpoint is challenged.
    public func setAsking(_ ask: (@Sendable (String) async -> [UInt8]?)?) { self.ask = ask }

    /// The digest that signatures are made with: `SHA1`, as the contract's text says (at first), or `SHA256`.
    public func setDigest(_ digest: String) async {
        self.change { app in app.notices.seal.digest = digest == "SHA256" ? "SHA256" : "SHA1" }
        await self.tellShops()
    }

    /// The topic under which orders are told of; `nil`, as at first: none, because no stored contract has one.
    public func setOrderTopic(_ topic: String?) async {
        self.change { app in app.orderTopic = topic }
        await self.tellShops()
    }

    /// Registers where the app's notices about accounts go, as is done by hand in the developer's portal; what the portal asks the
    /// endpoint then is not asked here.
    ///
    /// - Returns: The verification token that was typed with it.
    @discardableResult
    public func addEndpoint(_ url: String, token: String? = nil) async -> String {
        let typed = token ?? self.app.text(40)
        let (place, now) = (self.app.notices.newID(), EbayDate.stamp(self.now))
        self.change { app in
            app.notices.email = app.notices.email ?? "ops@example.com"
            app.notices.destinations.append(
                .init(id: place, name: "portal", endpoint: url, token: typed, isEnabled: true))
            for topic in ["MARKETPLACE_ACCOUNT_DELETION", "AUTHORIZATION_REVOCATION"] {
                let id = app.notices.newID()
                app.notices.subscriptions.append(
                    .init(id: id, topic: topic, destination: place, isEnabled: true, created: now))
            }
        }
        await self.tellShops()
        return typed
    }

    /// The user of a name asks eBay to forget them: a buyer, or a seller.
    public func announceDeletion(username: String, userID: String) {
        guard let shop = self.allShops.first else { return }
        self.change { app in
            app.notices.waiting.append(
                .init(
                    user: shop.userID, topic: "MARKETPLACE_ACCOUNT_DELETION",
                    more: ["username": username, "userId": userID, "eiasToken": "nY+sHZ2PrBmdj6wVnY+sEZ2PrA2dj6"]))
        }
    }

    /// Lets leave what waits to be told of.
    func deliverNotices() async {
        guard !self.app.notices.waiting.isEmpty else { return }
        let waiting = self.app.notices.waiting
        self.change { app in app.notices.waiting = [] }
        for notice in waiting { await self.shops[notice.user]?.tell(notice.topic, notice.more) }
    }

    func tellShops() async {
        let (posts, seal, topic) = (self.app.notices.posts, self.app.notices.seal, self.app.orderTopic)
        for shop in self.allShops { await shop.setPosts(posts, seal, orderTopic: topic) }
    }

    func answerNotices(_ call: EbayCall) async throws(EbayError) -> EbayOutcome {
        switch call.operation.id {
        case "getConfig":
            guard let email = self.app.notices.email else {
                throw .notice(195026, "Configuration Not Found.", status: 404)
            }
            return EbayOutcome(["alertEmail": .string(email)])
        case "updateConfig":
            guard let email = call.body["alertEmail"]?.text, email.contains("@") else {
                throw .notice(195025, "Invalid or missing email.")
            }
            self.change { app in app.notices.email = email }
            return .done
        case "getPublicKey":
            let seal = self.app.notices.seal
            guard call.value("public_key_id") == seal.kid else {
                throw .notice(195001, "The specified key id is invalid.", status: 404)
            }
            return EbayOutcome([
                "key": .string(seal.publicKey), "algorithm": "ECDSA", "digest": .string(seal.digest),
            ])
        case "getTopics":
            return EbayOutcome(Self.list("topic", "topics", EbayTopic.all(orders: self.app.orderTopic).map(\.json)))
        case "getTopic":
            let id = call.value("topic_id")
            guard let topic = EbayTopic.all(orders: self.app.orderTopic).first(where: { $0.id == id }) else {
                throw .notice(195002, "Invalid or missing topic id.", status: 404)
            }
            return EbayOutcome(topic.json)
        case let id where id.contains("Destination"): return try await self.answerDestinations(call)
        default: return try await self.answerSubscriptions(call)
        }
    }

    private static func list(_ path: String, _ name: String, _ entries: [Json]) -> Json {
        [
            "total": .integer(entries.count), "href": .string("/commerce/notification/v1/\(path)?limit=100"),
            "limit": 100, name: .array(entries),
        ]
    }

    // MARK: Destinations

    private func answerDestinations(_ call: EbayCall) async throws(EbayError) -> EbayOutcome {
        let id = call.value("destination_id")
        let known = self.app.notices.destinations.first { $0.id == id }
        switch call.operation.id {
        case "getDestinations":
            return EbayOutcome(Self.list("destination", "destinations", self.app.notices.destinations.map(\.json)))
        case "createDestination":
            guard self.app.notices.email != nil else { throw .noConfig }
            let (name, endpoint, token, isEnabled) = try await self.wanted(call, except: nil)
            let made = self.app.notices.newID()
            self.change { app in
                app.notices.destinations.append(
                    .init(id: made, name: name, endpoint: endpoint, token: token, isEnabled: isEnabled))
            }
            return EbayOutcome(
                [:], status: 201,
                headers: [("Location", "\(call.address)/commerce/notification/v1/destination/\(made)")])
        default: break
        }
        guard let known else { throw .notice(195022, "Invalid or missing destination id.", status: 404) }
        switch call.operation.id {
        case "getDestination": return EbayOutcome(known.json)
        case "updateDestination":
            let (name, endpoint, token, isEnabled) = try await self.wanted(call, except: id)
            self.change { app in
                app.notices.destinations = app.notices.destinations.map { other in
                    other.id == id
                        ? .init(id: id, name: name, endpoint: endpoint, token: token, isEnabled: isEnabled) : other
                }
            }
        default:
            guard !self.app.notices.subscriptions.contains(where: { $0.destination == id }) else {
                throw .notice(195024, "Destination is in use and cannot be deleted.", status: 409)
            }
            self.change { app in app.notices.destinations.removeAll { $0.id == id } }
        }
        await self.tellShops()
        return .done
    }

    /// What a destination is to be, its endpoint having answered the challenge.
    private func wanted(
        _ call: EbayCall, except id: String?
    ) async throws(EbayError) -> (name: String, endpoint: String, token: String, isEnabled: Bool) {
        guard let name = call.body["name"]?.text, (1...64).contains(name.count) else {
            throw .notice(195016, "Invalid name. Markups or lengths greater than 64 not supported")
        }
        guard let status = call.body["status"]?.text, ["ENABLED", "DISABLED"].contains(status) else {
            throw .notice(195018, "Invalid or missing destination status. Supported values:[ENABLED,DISABLED]")
        }
        let config = call.body["deliveryConfig"]
        // eBay wants https; a twin's receivers are on this machine.
        guard let endpoint = config?["endpoint"]?.text, let url = URL(string: endpoint),
            url.scheme == "https" || ["127.0.0.1", "localhost"].contains(url.host())
        else { throw .notice(195017, "Invalid or missing endpoint.") }
        guard let token = config?["verificationToken"]?.text,
            token.wholeMatch(of: /[A-Za-z0-9_\-]{32,80}/) != nil
        else { throw .notice(195019, "Invalid or missing verification token for this endpoint.") }
        guard !self.app.notices.destinations.contains(where: { $0.endpoint == endpoint && $0.id != id }) else {
            throw .notice(195021, "Destination exists for this endpoint", status: 409)
        }
        guard await self.isProven(endpoint, token) else {
            throw .notice(195020, "Challenge verification failed for requested endpoint", status: 409)
        }
        return (name, endpoint, token, status == "ENABLED")
    }

    /// Asks an endpoint to show that it knows the token: SHA-256 over code, token and endpoint, in this order.
    private func isProven(_ endpoint: String, _ token: String) async -> Bool {
        guard let ask = self.ask else { return true }
        let code = self.app.text(32)
        let answer = await ask(endpoint + (endpoint.contains("?") ? "&" : "?") + "challenge_code=" + code)
        let expected = SHA256.hash(data: Data((code + token + endpoint).utf8)).map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        return answer.flatMap { Json($0) }?["challengeResponse"]?.text == expected
    }

    // MARK: Subscriptions

    private func answerSubscriptions(_ call: EbayCall) async throws(EbayError) -> EbayOutcome {
        let notices = self.app.notices
        if call.operation.id == "getSubscriptions" {
            return EbayOutcome(Self.list("subscription", "subscriptions", notices.subscriptions.map(\.json)))
        }
        if call.operation.id == "createSubscription" { return try await self.subscribe(call) }
        let id = call.value("subscription_id")
        guard let index = notices.subscriptions.firstIndex(where: { $0.id == id }) else {
            throw .notice(195013, "The subscription id does not exist.", status: 404)
        }
        var subscription = notices.subscriptions[index]
        switch call.operation.id {
        case "getSubscription": return EbayOutcome(subscription.json)
        case "testSubscription":
            await self.allShops.first?.tell(subscription.topic, [:])
            return EbayOutcome(nil, status: 202)
        case "updateSubscription":
            let (destination, isEnabled) = try self.wanted(call)
            (subscription.destination, subscription.isEnabled) = (destination, isEnabled)
        case "enableSubscription":
            try self.checkEnabled(subscription.destination)
            subscription.isEnabled = true
        case "disableSubscription": subscription.isEnabled = false
        case "deleteSubscription":
            self.change { app in app.notices.subscriptions.remove(at: index) }
            await self.tellShops()
            return .done
        default: throw .noRoute
        }
        self.change { app in app.notices.subscriptions[index] = subscription }
        await self.tellShops()
        return .done
    }

    private func subscribe(_ call: EbayCall) async throws(EbayError) -> EbayOutcome {
        guard self.app.notices.email != nil else { throw .noConfig }
        guard let topic = call.body["topicId"]?.text,
            EbayTopic.all(orders: self.app.orderTopic).contains(where: { $0.id == topic })
        else { throw .notice(195027, "Invalid or missing topic id.") }
        guard !self.app.notices.subscriptions.contains(where: { $0.topic == topic }) else {
            throw .notice(195012, "Subscription already exists", status: 409)
        }
        let (destination, isEnabled) = try self.wanted(call)
        let made = self.app.notices.newID()
        let now = EbayDate.stamp(self.now)
        self.change { app in
            app.notices.subscriptions.append(
                .init(id: made, topic: topic, destination: destination, isEnabled: isEnabled, created: now))
        }
        await self.tellShops()
        return EbayOutcome(
            [:], status: 201,
            headers: [("Location", "\(call.address)/commerce/notification/v1/subscription/\(made)")])
    }

    private func wanted(_ call: EbayCall) throws(EbayError) -> (destination: String, isEnabled: Bool) {
        guard let status = call.body["status"]?.text, ["ENABLED", "DISABLED"].contains(status) else {
            throw .notice(195006, "Invalid or missing subscription status.")
        }
        guard let destination = call.body["destinationId"]?.text,
            self.app.notices.destinations.contains(where: { $0.id == destination })
        else { throw .notice(195007, "Invalid or missing destination id.") }
        let payload = call.body["payload"]
        guard payload?["schemaVersion"]?.text == "1.0" else {
            throw .notice(195008, "Invalid or missing schema version.")
        }
        guard payload?["format"]?.text == "JSON" else {
            throw .notice(195009, "Specified format is not supported for the topic.")
        }
        guard payload?["deliveryProtocol"]?.text == "HTTPS" else {
            throw .notice(195010, "Invalid or missing protocol")
        }
        if status == "ENABLED" { try self.checkEnabled(destination) }
        return (destination, status == "ENABLED")
    }

    private func checkEnabled(_ destination: String) throws(EbayError) {
        guard self.app.notices.destinations.first(where: { $0.id == destination })?.isEnabled == true else {
            throw .notice(
                195015, "The subscription cannot be enabled since the destination is not enabled.", status: 409)
        }
    }
}

extension EbayError {
    static func notice(_ id: Int, _ message: String, status: Int = 400) -> EbayError {
        .api("API_NOTIFICATION", id, message, status: status)
    }

    static let noConfig = EbayError.notice(
        195003, "Please provide configurations required for notifications. Refer to /config", status: 409)
}

extension EbayNotices.Destination {
    var json: Json {
        [
            "destinationId": .string(self.id), "name": .string(self.name),
            "status": self.isEnabled ? "ENABLED" : "DISABLED",
            "deliveryConfig": ["endpoint": .string(self.endpoint), "verificationToken": .string(self.token)],
        ]
    }
}

extension EbayNotices.Subscription {
    var json: Json {
        [
            "subscriptionId": .string(self.id), "topicId": .string(self.topic),
            "destinationId": .string(self.destination), "status": self.isEnabled ? "ENABLED" : "DISABLED",
            "creationDate": .string(EbayDate.text(self.created)),
            "payload": ["format": "JSON", "schemaVersion": "1.0", "deliveryProtocol": "HTTPS"],
        ]
    }
}
