import Commerce
import ConnectorKit
import Foundation
import Synchronization
import Twins
import Wire
import Workbench

/// A connector and its channel's twin in one process, without sockets, with a clock moved by hand. They share no code.
protocol TwinDoor: Sendable {
    associatedtype Shop: TwinShop
    associatedtype Channel: Connector
    var market: TwinMarket { get }
    var shop: Shop { get }
    var connector: Channel { get }
    var time: HandClock { get }
}

extension TwinDoor {
    func pass(_ seconds: Double) async {
        self.time.pass(seconds)
        await self.market.tick()
    }

    /// Every offer, page by page, by SKU.
    func offers() async throws -> [String: RemoteOffer] {
        guard let reader = self.connector.listings else { throw MissingPart() }
        var offers: [String: RemoteOffer] = [:]
        var token: PageToken?
        repeat {
            let page = try await reader.page(token, modifiedAfter: nil).value
            for offer in page.offers { offers[offer.sku ?? offer.ref.listing] = offer }
            token = page.next
            await self.pass(1)
        } while token != nil
        return offers
    }

    func orders() async throws -> [RemoteOrder] {
        guard let reader = self.connector.orders else { throw MissingPart() }
        return try await reader.page(nil, modifiedAfter: nil).value.orders
    }

    func write(_ changes: OfferChange...) async throws -> [OfferResult.Outcome] {
        guard let writer = self.connector.offers else { throw MissingPart() }
        return try await writer.write(changes).value.map(\.outcome)
    }

    func stock(_ sku: String) async -> Int? { await self.shop.report().items[sku]?.stock }
}

struct MissingPart: Error {}

/// Time, moved by hand.
final class HandClock: Sendable {
    private let seconds: Mutex<Double>
    init(_ start: Double = 1_790_000_000) { self.seconds = Mutex(start) }
    var date: Date { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
    func pass(_ more: Double) { self.seconds.withLock { $0 += more } }
}

/// Calls of the connector, answered by the twin at once.
final class TwinLine: Transport {
    let market: TwinMarket
    private let changing: @Sendable (String) -> String
    private let sent = Mutex<[String]>([])

    init(market: TwinMarket, changing: @escaping @Sendable (String) -> String) {
        self.market = market
        self.changing = changing
    }

    /// Method, path, query and body of each call.
    var calls: [String] { self.sent.withLock { $0 } }

    func send(_ call: HTTPCall) async throws(TransportError) -> HTTPReply {
        let parts = URLComponents(url: call.url, resolvingAgainstBaseURL: false)
        let target = call.url.path(percentEncoded: true) + (parts?.percentEncodedQuery.map { "?\($0)" } ?? "")
        let body = call.body ?? []
        ConformanceLog.note(call)
        self.sent.withLock { $0.append("\(call.method) \(target) \(String(decoding: body, as: UTF8.self))") }
        var headers = Dictionary(call.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
        headers["host"] = "127.0.0.1:1"
        let reply = await self.market.answer(
            TwinRequest(method: call.method, target: target, headers: headers, body: body))
        guard reply.ending == .whole else { throw .interrupted }
        guard (200..<300).contains(reply.status) else {
            return HTTPReply(status: reply.status, headers: reply.headers, body: reply.body)
        }
        // What is no text goes through as it is.
        let bytes = String(validating: reply.body, as: UTF8.self).map { Array(self.changing($0).utf8) } ?? reply.body
        return HTTPReply(status: reply.status, headers: reply.headers, body: bytes)
    }
}
