import Foundation

/// Where the app's notifications may be delivered: what is no seller's in the Notifications API, asked for with the app's own
/// token.
extension AmazonFront {
    static let grantless: Set<String> = ["getDestinations", "createDestination", "deleteSubscriptionById"]

    func notifications(
        _ operation: AmazonOperation, _ values: [String: String], _ request: TwinRequest
    ) async throws(AmazonError) -> Json {
        switch operation.id {
        case "getDestinations": return ["payload": .array(self.app.known.map(\.json))]
        case "createDestination": return ["payload": try await self.newDestination(request).json]
        default:
            for shop in self.allShops where await shop.unsubscribe(values["subscriptionId"] ?? "") { return [:] }
            throw .noRoute
        }
    }

    private func newDestination(_ request: TwinRequest) async throws(AmazonError) -> AmazonDestination {
        guard let body = Json(request.body), let name = body["name"]?.text, !name.isEmpty else {
            throw .invalid("'name' and 'resourceSpecification' are required.")
        }
        let resource = body["resourceSpecification"]
        var made = AmazonDestination(id: "destination-\(self.app.known.count + 1)", name: name)
        if let arn = resource?["sqs"]?["arn"]?.text {
            guard await self.queues.has(arn: arn) else {
                throw .invalid("The queue does not let Amazon send messages to it.")
            }
            made.arn = arn
        } else if let account = resource?["eventBridge"]?["accountId"]?.text,
            let region = resource?["eventBridge"]?["region"]?.text
        {
            (made.account, made.region) = (account, region)
        } else {
            throw .invalid("'resourceSpecification' names neither a queue nor EventBridge.")
        }
        guard !self.app.known.contains(where: { $0.isSame(as: made) }) else {
            throw AmazonError(409, "Conflict", "Destination already exists.")
        }
        self.app.destinations = self.app.known + [made]
        return made
    }

    /// Puts what is due into the queues. What EventBridge is given, a rule there forwards, in the envelope of an event.
    func deliverNews() async {
        let targets = Dictionary(self.app.known.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        guard !targets.isEmpty else { return }
        for shop in self.allShops {
            for news in await shop.takeNews(app: self.app.applicationID) {
                guard let target = targets[news.destination] else { continue }
                if let arn = target.arn {
                    await self.queues.put(news.body, at: arn)
                } else if let detail = Json(Array(news.body.utf8)) {
                    let event: Json = [
                        "version": "0", "id": "event", "detail-type": "notification",
                        "source": .string("aws.partner/sellingpartnerapi.amazon.com/\(target.account ?? "")"),
                        "account": .string(target.account ?? ""), "time": AmazonRendering.date(self.now),
                        "region": .string(target.region ?? ""), "resources": [], "detail": detail,
                    ]
                    await self.queues.put(String(decoding: event.bytes(), as: UTF8.self), into: "entrepot")
                }
            }
        }
    }
}

/// Where an app's notifications may be delivered.
struct AmazonDestination: Sendable, Codable {
    var id: String
    var name: String
    /// Of a queue; else of EventBridge in an account and region of AWS.
    var arn: String?
    var account: String?
    var region: String?

    func isSame(as other: AmazonDestination) -> Bool {
        self.arn == other.arn && self.account == other.account && self.region == other.region
    }

    var json: Json {
        var resource: Json = [:]
        if let arn { resource = ["sqs": ["arn": .string(arn)]] }
        if let account, let region {
            resource = [
                "eventBridge": [
                    "accountId": .string(account), "region": .string(region),
                    "name": .string("aws.partner/sellingpartnerapi.amazon.com/\(account)"),
                ]
            ]
        }
        return ["destinationId": .string(self.id), "name": .string(self.name), "resource": resource]
    }
}

extension AmazonApp {
    var known: [AmazonDestination] { self.destinations ?? [] }

    /// An access token of an hour for what is no seller's.
    mutating func issueGrantless(at now: Date) -> String {
        let token = "Atc|" + self.text(60)
        self.tokens[token] = AmazonGrant(seller: "", expires: now.addingTimeInterval(3_600))
        self.forgetOldTokens(at: now)
        return token
    }
}
