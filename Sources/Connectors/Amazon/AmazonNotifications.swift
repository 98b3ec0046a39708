import ConnectorKit
import Foundation
import Wire

/// Has a seller's notifications delivered to our queue (notifications.json). Where things may be delivered is the app's, and
/// asked for without a seller ("grantless"); what is delivered is each seller's.
struct AmazonNotifications: WebhookRegistering {
    let api: AmazonAPI
    let place: AmazonQueuePlace
    let isForwarded: Bool
    let notes: ChannelNotes

    /// Subscriptions looked after at once: five calls of an operation may be saved up, and one is left (usage plan).
    static let atOnce = 4
    /// Seconds for which one that was seen is believed to stand: until those after it have been looked after.
    private static let memory: TimeInterval = 60

    var queue: URL? { self.place.address }
    var topics: [String]? { self.wanted.map(\.rawValue) }

    private var wanted: [AmazonTopic] { AmazonTopic.allCases.filter { self.isForwarded || !$0.isForwarded } }

    private func note(_ topic: AmazonTopic) -> String { "subscribed \(topic.rawValue) \(self.place.arn)" }

    /// - Parameters: None of them matters: the queue is where it is, and AWS sees to who writes to it.
    func ensure(
        address: URL, secret: String, writesSecret: Bool
    ) async throws(ConnectorError) -> Answer<[WebhookState]> {
        let now = self.api.now()
        let known = self.wanted.filter { self.notes.find(self.note($0), at: now) != nil }
        let due = self.wanted.filter { !known.contains($0) }.prefix(Self.atOnce)
        var answer = Answer<[WebhookState]>(
            known.map { WebhookState(topic: $0.rawValue, remoteID: "", revived: false) }, channelTime: nil,
            latency: .zero)
        guard !due.isEmpty else { return answer }
        let app = try await self.grantless()
        var destinations = try await self.destinations(app, &answer)
        for topic in due {
            let target: String
            if let there = destinations[topic.isForwarded] {
                target = there
            } else {
                target = try await self.destination(app, isForwarded: topic.isForwarded, &answer)
                destinations[topic.isForwarded] = target
            }
            let standing = try await self.subscription(to: topic, &answer)
            if let standing, standing.destinationId != target {
                // The app is this installation's alone: what it had delivered elsewhere was delivered to an earlier queue.
                let gone = try await app.delete(
                    AmazonWire.Anything.self, .deleteSubscriptionById,
                    "\(Self.subscriptions)/\(topic.rawValue)/\(AmazonAPI.part(standing.subscriptionId))", query: [])
                answer.take(gone)
            }
            var id = standing?.subscriptionId ?? ""
            if standing?.destinationId != target { id = try await self.subscribe(to: topic, at: target, &answer) }
            answer.value.append(WebhookState(topic: topic.rawValue, remoteID: id, revived: standing == nil))
            self.notes.keep("yes", as: self.note(topic), at: now, life: Self.memory)
        }
        return answer
    }

    func standing(address: URL) async throws(ConnectorError) -> Answer<Set<String>> {
        var answer = Answer<Set<String>>([], channelTime: nil, latency: .zero)
        let destinations = try await self.destinations(try await self.grantless(), &answer)
        for topic in self.wanted {
            guard let target = destinations[topic.isForwarded],
                try await self.subscription(to: topic, &answer)?.destinationId == target
            else { continue }
            answer.value.insert(topic.rawValue)
        }
        return answer
    }

    /// The destinations stay: they are the app's, and other sellers' notifications go there.
    func remove(address: URL) async throws(ConnectorError) -> Answer<Void> {
        var answer = Answer<Void>((), channelTime: nil, latency: .zero)
        let app = try await self.grantless()
        let destinations = try await self.destinations(app, &answer)
        for topic in self.wanted {
            self.notes.forget(self.note(topic))
            guard let standing = try await self.subscription(to: topic, &answer),
                standing.destinationId == destinations[topic.isForwarded]
            else { continue }
            let gone = try await app.delete(
                AmazonWire.Anything.self, .deleteSubscriptionById,
                "\(Self.subscriptions)/\(topic.rawValue)/\(AmazonAPI.part(standing.subscriptionId))", query: [])
            answer.take(gone)
        }
        return answer
    }

    // MARK: Calls

    private static let subscriptions = "/notifications/v1/subscriptions"
    private static let destinations = "/notifications/v1/destinations"

    /// The note of the app's own access, which outlasts a visit.
    static let access = "access without a seller"

    private func grantless() async throws(ConnectorError) -> AmazonAPI {
        var api = self.api
        let now = self.api.now()
        if let access = self.notes.find(Self.access, at: now) {
            api.tokens = OAuthTokens(access: access, refresh: nil, expiresAt: now)
            return api
        }
        let tokens = try await AmazonOAuth.grantless(
            self.api.app, at: self.api.place.token, by: self.api.transport, now: self.api.now)
        self.notes.keep(
            tokens.access, as: Self.access, at: now, life: tokens.expiresAt.timeIntervalSince(now) - Self.memory)
        api.tokens = tokens
        return api
    }

    /// The app's, by whether they are EventBridge: those that lead to our queue.
    private func destinations(
        _ app: AmazonAPI, _ answer: inout Answer<some Sendable>
    ) async throws(ConnectorError) -> [Bool: String] {
        let found: Answer<AmazonWire.Envelope<[AmazonWire.Destination]>>
        do throws(ConnectorError) {
            found = try await app.get(
                AmazonWire.Envelope<[AmazonWire.Destination]>.self, .getDestinations, Self.destinations)
        } catch {
            if case .unauthorized = error { self.notes.forget(Self.access) }
            throw error
        }
        answer.take(found)
        var ours: [Bool: String] = [:]
        for destination in found.value.payload {
            if destination.resource.sqs?.arn == self.place.arn { ours[false] = destination.destinationId }
            if destination.resource.eventBridge == self.bus { ours[true] = destination.destinationId }
        }
        return ours
    }

    private var bus: AmazonWire.Destination.Bus {
        AmazonWire.Destination.Bus(accountId: self.place.account, region: self.place.region)
    }

    private func destination(
        _ app: AmazonAPI, isForwarded: Bool, _ answer: inout Answer<some Sendable>
    ) async throws(ConnectorError) -> String {
        let resource = AmazonWire.DestinationWish.Resource(
            sqs: isForwarded ? nil : AmazonWire.Destination.Queue(arn: self.place.arn),
            eventBridge: isForwarded ? self.bus : nil)
        let made: Answer<AmazonWire.Envelope<AmazonWire.Destination>>
        do throws(ConnectorError) {
            made = try await app.send(
                AmazonWire.Envelope<AmazonWire.Destination>.self, .createDestination, "POST", Self.destinations,
                json: AmazonWire.DestinationWish(
                    name: "Entrepot \(isForwarded ? "events" : "queue") \(self.place.name)",
                    resourceSpecification: resource), effect: .read)
        } catch .refused(let code, _, let message) {
            throw .refused(
                code: code, field: "queue",
                message: "\(message) The queue must let AWS account 437568002678 (Amazon's) do sqs:SendMessage and "
                    + "sqs:GetQueueAttributes.")
        }
        answer.take(made)
        return made.value.payload.destinationId
    }

    /// - Returns: `nil` where there is none.
    private func subscription(
        to topic: AmazonTopic, _ answer: inout Answer<some Sendable>
    ) async throws(ConnectorError) -> AmazonWire.Subscription? {
        do throws(ConnectorError) {
            let found = try await self.api.get(
                AmazonWire.Envelope<AmazonWire.Subscription>.self, .getSubscription,
                "\(Self.subscriptions)/\(topic.rawValue)", query: [("payloadVersion", topic.version)])
            answer.take(found)
            return found.value.payload
        } catch .refused("not-found", _, _) {
            return nil
        }
    }

    private func subscribe(
        to topic: AmazonTopic, at destination: String, _ answer: inout Answer<some Sendable>
    ) async throws(ConnectorError) -> String {
        // Tips and what a buyer asks for change no unit.
        let filter: AmazonWire.SubscriptionWish.Directive? =
            topic == .orderChange
            ? .init(
                eventFilter: .init(eventFilterType: topic.rawValue, orderChangeTypes: ["OrderStatusChange"])) : nil
        // Subscribing twice is refused as a conflict: it repeats safely.
        let made = try await self.api.send(
            AmazonWire.Envelope<AmazonWire.Subscription>.self, .createSubscription, "POST",
            "\(Self.subscriptions)/\(topic.rawValue)",
            json: AmazonWire.SubscriptionWish(
                payloadVersion: topic.version, destinationId: destination, processingDirective: filter), effect: .read)
        answer.take(made)
        return made.value.payload.subscriptionId
    }
}

extension Answer {
    /// One more request belongs to this answer.
    fileprivate mutating func take(_ other: Answer<some Sendable>) {
        self.channelTime = other.channelTime ?? self.channelTime
        self.latency = max(self.latency, other.latency)
        self.budgets.merge(other.budgets) { _, new in new }
    }
}
