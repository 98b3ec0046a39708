public import Foundation
public import Wire

/// A good answer that was read.
public struct Exchange<Value: Sendable>: Sendable {
    public var value: Value
    public var reply: HTTPReply
    /// From the call to the answer.
    public var latency: Duration

    /// The channel's own clock, as the answer's head tells it.
    public func channelTime(now: Date) -> Date? {
        self.reply[header: "Date"].flatMap { HTTPDate.parse($0, now: now) }
    }

    public func answer(now: Date, budgets: [String: BudgetReading]) -> Answer<Value> {
        Answer(self.value, channelTime: self.channelTime(now: now), latency: self.latency, budgets: budgets)
    }
}

extension AnswerSorting {
    /// One attempt: sends the call, sorts what comes of it, and reads a good answer.
    public func exchange<Value: Sendable>(
        _ call: HTTPCall, by transport: any Transport, read: (HTTPReply) throws(UnreadableAnswer) -> Value
    ) async throws(ConnectorError) -> Exchange<Value> {
        let started = transport.uptime
        let reply: HTTPReply
        do {
            reply = try await transport.send(call)
        } catch {
            throw self.sort(error)
        }
        let latency = transport.uptime - started
        if let problem = self.sort(reply) { throw problem }
        do {
            return Exchange(value: try read(reply), reply: reply, latency: latency)
        } catch {
            throw self.sort(error, of: reply)
        }
    }

    /// The same for an answer in JSON.
    public func exchange<Value: Decodable & Sendable>(
        _ call: HTTPCall, by transport: any Transport, as type: Value.Type
    ) async throws(ConnectorError) -> Exchange<Value> {
        try await self.exchange(call, by: transport) { reply throws(UnreadableAnswer) in
            try JSONAnswer.decode(type, from: reply.body)
        }
    }
}
