import ConnectorKit
import Logging
import Records
import Store

/// Reads once what a channel has put into this installation's queue: each message becomes a line in the inbox of whoever it is
/// about, and is taken off the queue when that is stored. What came twice is read twice, and what nobody knows is dropped.
public struct ReadQueue: Sendable {
    public var channel: String
    /// How long to wait for the first message.
    public var wait: Duration

    public init(_ channel: String, wait: Duration = .seconds(20)) {
        self.channel = channel
        self.wait = wait
    }

    /// Channels that deliver to a queue, where one is set.
    public static func channels(_ hub: Installation) -> [String] {
        hub.channels.filter { $0.queue != nil && hub.apps[$0.manifest.id]?.queue != nil }.map(\.manifest.id)
    }

    /// - Returns: How many messages there were.
    /// - Throws: `ConnectorError` of the queue, `StoreError` where nothing can be stored: then what was not stays in the queue.
    @discardableResult
    public func run(_ hub: Installation) async throws -> Int {
        guard let queue = try self.open(hub) else { return 0 }
        let messages = try await queue.receive(wait: self.wait)
        var stored: [QueuedNotice] = []
        do {
            for message in messages {
                try await self.enter(message, hub)
                stored.append(message)
            }
        } catch {
            if !stored.isEmpty { try await queue.remove(stored) }
            throw error
        }
        if !messages.isEmpty { try await queue.remove(messages) }
        return messages.count
    }

    private func open(_ hub: Installation) throws -> (any NoticeQueue)? {
        guard let opening = try hub.channel(self.channel).queue, let queue = hub.apps[self.channel]?.queue else {
            return nil
        }
        return try opening(queue, hub.transport, hub.now)
    }

    private func enter(_ message: QueuedNotice, _ hub: Installation) async throws {
        if case .ignored(let topic) = message.notice {
            hub.log.debug("a notification is of no use", metadata: ["channel": "\(self.channel)", "topic": "\(topic)"])
        }
        guard let shop = message.shop else { return }
        let channel = self.channel
        let found = try await hub.store.system { try ClaimedShopRecords.all($0, channel: channel, remoteID: shop) }
        for (tenant, connection) in found {
            let desk = Desk(hub, tenant: tenant)
            try await EnterWebhook(connection: connection, notice: message.notice).run(desk)
        }
    }
}

extension ConnectorError {
    /// Whether trying again soon is pointless: keys, rights and addresses are mended by a person.
    var needsPerson: Bool {
        switch self {
        case .refused, .unauthorized, .forbidden: true
        default: false
        }
    }
}

/// When to read a queue again that could not be read: soon at first, then each minute; who waits for a person waits a minute.
public struct QueuePatience: Sendable {
    private var failures = 0
    /// What the last failure said; the same again is not told again.
    private var told: String?

    public init() {}

    public mutating func well() { self = QueuePatience() }

    /// - Returns: Seconds to wait, and whether this trouble is news.
    public mutating func failed(_ error: any Error) -> (wait: Double, isNews: Bool) {
        self.failures += 1
        let words = (error as? ConnectorError)?.sentence ?? "\(error)"
        defer { self.told = words }
        let mayPass = !((error as? ConnectorError)?.needsPerson ?? false)
        return (mayPass ? min(60, Double(1 << min(self.failures, 6)) / 2) : 60, self.told != words)
    }
}
