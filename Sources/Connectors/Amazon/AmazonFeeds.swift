import Commerce
import ConnectorKit
import Foundation
import Wire

/// Quantities of many SKUs in one document: `JSON_LISTINGS_FEED` (feeds_2021-06-30, listings-feed-schema-v2).
///
/// Prices are none of it: they can only be replaced with all that stands beside them, and what is read now may be another
/// sale's price by the time a feed is worked through.
struct AmazonFeeds: FeedWriting {
    let api: AmazonAPI

    /// listings-feed-schema-v2, "messages", maxItems. A message of a quantity is some 250 bytes, so all of them stay below the
    /// 10 MiB that the vendor's "Feeds API Best Practices" recommends.
    static let most = 25_000
    static let type = "JSON_LISTINGS_FEED"
    private static let content = "application/json; charset=UTF-8"
    private static let path = "/feeds/2021-06-30"
    /// Bytes of a report. A refusal is some 300, and each message may have several.
    static let reportLimit = 64 << 20

    func submit(_ messages: [FeedMessage]) async throws(ConnectorError) -> Answer<String> {
        precondition(messages.count <= Self.most, "a feed holds no more")
        let whole = self.api.settings.writeTimeout
        // What breaks off before the feed is created has no effect: a document that nothing names is forgotten.
        let place = try await self.api.send(
            AmazonWire.FeedPlace.self, .createFeedDocument, "POST", Self.path + "/documents",
            json: AmazonWire.FeedDocumentWish(contentType: Self.content), timeout: whole / 6, effect: .read)
        try await self.api.upload(
            try Self.document(messages, of: self.api.seller), as: Self.content, to: place.value.url,
            timeout: whole / 2)
        var created = try await self.api.send(
            AmazonWire.FeedName.self, .createFeed, "POST", Self.path + "/feeds",
            json: AmazonWire.FeedWish(
                feedType: Self.type, marketplaceIds: [self.api.place.home.id],
                inputFeedDocumentId: place.value.feedDocumentId), timeout: whole / 3)
        created.budgets.merge(place.budgets) { own, _ in own }
        return created.answer(created.value.feedId)
    }

    private static func document(
        _ messages: [FeedMessage], of seller: String
    ) throws(ConnectorError) -> [UInt8] {
        try AmazonAPI.json(
            AmazonWire.Feed(
                header: AmazonWire.Feed.Header(sellerId: seller, version: "2.0"),
                messages: messages.map { message in
                    AmazonWire.Feed.Message(
                        messageId: message.number, sku: message.ref.listing, operationType: "PATCH",
                        productType: AmazonOffers.anyType, patches: [AmazonOffers.quantity(message.quantity)])
                }))
    }

    func look(at feed: String) async throws(ConnectorError) -> Answer<FeedProgress> {
        let found = try await self.api.get(
            AmazonWire.FeedState.self, .getFeed, "\(Self.path)/feeds/\(AmazonAPI.part(feed))")
        switch (found.value.processingStatus, found.value.resultFeedDocumentId) {
        case ("IN_QUEUE", _): return found.answer(.queued)
        case ("IN_PROGRESS", _): return found.answer(.underWay)
        case ("CANCELLED", _): return found.answer(.cancelled)
        case ("DONE", let report?): return found.answer(.ended(report: report))
        // "Some, none, or all of the operations within the feed may have completed successfully" (Feed, FATAL); the same
        // where it is done and has no report, or is called something new.
        default: return found.answer(.broken)
        }
    }

    /// "Only feeds with processingStatus=IN_QUEUE can be cancelled" (feeds_2021-06-30, cancelFeed). The answer has no body.
    func cancel(_ feed: String) async throws(ConnectorError) -> Answer<Void> {
        let asked = try await self.api.delete(.cancelFeed, "\(Self.path)/feeds/\(AmazonAPI.part(feed))")
        return asked.answer(())
    }

    func report(_ report: String) async throws(ConnectorError) -> Answer<FeedReport> {
        let place = try await self.api.get(
            AmazonWire.FeedPlace.self, .getFeedDocument, "\(Self.path)/documents/\(AmazonAPI.part(report))")
        let bytes = try await self.api.download(
            place.value.url, packed: place.value.compressionAlgorithm, limit: Self.reportLimit)
        do throws(UnreadableAnswer) {
            return place.answer(Self.report(try JSONAnswer.decode(AmazonWire.FeedReport.self, from: bytes)))
        } catch {
            throw .unreadable("The report of a feed: \(error.description)")
        }
    }

    /// A message with an ERROR was not taken; one with warnings alone was.
    private static func report(_ told: AmazonWire.FeedReport) -> FeedReport {
        var refused: [Int: FeedReport.Refusal] = [:]
        for issue in told.issues {
            guard issue.severity == "ERROR", let number = issue.messageId, refused[number] == nil else { continue }
            let text = Redaction.clean(issue.message)
            refused[number] = FeedReport.Refusal(
                code: AmazonErrors.word(issue.code) ?? "invalid", field: issue.attributeName,
                message: text.isEmpty ? "Amazon calls the change invalid and says no more." : text)
        }
        return FeedReport(refused: refused, accepted: told.summary.messagesAccepted)
    }
}
