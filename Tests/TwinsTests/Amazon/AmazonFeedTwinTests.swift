import Foundation
import Testing
import Twins
import Workbench

@Suite("Feeds at the Amazon twin")
struct AmazonFeedTwinTests {
    @Test("a feed is worked through after a while, and its report refuses what is wrong")
    func plain() async throws {
        let desk = try await AmazonDesk()
        let feed = try await desk.feed([("MUG", 9), ("NONE", 4), ("SHIRT-S", -1)])
        #expect(await desk.status(feed) == "IN_QUEUE")
        await desk.pass(20)
        #expect(await desk.status(feed) == "IN_PROGRESS")
        #expect(await desk.stock("MUG") == 5)
        await desk.pass(11)
        await desk.pass(3)
        #expect(await desk.status(feed) == "DONE")
        #expect(await desk.stock("MUG") == 9)
        let report = try await desk.report(feed)
        #expect(report["summary"]["messagesAccepted"].int == 1 && report["summary"]["messagesInvalid"].int == 2)
        #expect(report["issues"].list.map { $0["messageId"].int } == [2, 3])
    }

    @Test(
        "its report is of the published schema",
        .enabled(if: AmazonDescriptionTests.isThere || DescriptionTests.mustRun, "no descriptions here"))
    func schema() async throws {
        let file = AmazonDescriptionTests.folder.appending(
            path: "schemas/feeds/listings-feed-processing-report-schema-v2.json")
        let schema = Node(try JSONSerialization.jsonObject(with: Data(contentsOf: file)))
        let desk = try await AmazonDesk()
        let feed = try await desk.feed([("MUG", 9), ("NONE", 4), ("SHIRT-S", -1)])
        await desk.pass(40)
        let faults = SwaggerJudge(model: schema).faults(of: try await desk.report(feed), against: schema, at: "report")
        #expect(faults == [])
        ConformanceLog.note(.answer(channel: "amazon", operation: "JSON_LISTINGS_FEED", faults: faults.count))
    }

    @Test(
        "feeds that do not end well",
        arguments: [
            (AmazonFeedFate.fatal, "FATAL", 1), (.cancelled, "CANCELLED", 0), (.neverEnds, "IN_PROGRESS", 0),
            (.noReport, "DONE", 2), (.countedShort, "DONE", 1),
        ])
    func fates(fate: AmazonFeedFate, status: String, applied: Int) async throws {
        let desk = try await AmazonDesk()
        await desk.shop.setFeeds(fate)
        let feed = try await desk.feed([("MUG", 9), ("SHIRT-S", 8)])
        await desk.pass(31)
        await desk.pass(3)
        #expect(await desk.status(feed) == status)
        let state = await desk.get("/feeds/2021-06-30/feeds/\(feed)")
        #expect((state.json["resultFeedDocumentId"].string != nil) == (fate == .countedShort))
        let stock = [await desk.stock("MUG") == 9, await desk.stock("SHIRT-S") == 8]
        #expect(stock.count { $0 } == applied)
    }

    @Test("the sixth feed within five minutes is one too many, although createFeed itself would take more")
    func limit() async throws {
        let desk = try await AmazonDesk()
        for _ in 1...5 { _ = try await desk.feed([("MUG", 9)]) }
        let wish = try await desk.feedWish(messages: [("MUG", 9)])
        #expect(await desk.send("POST", "/feeds/2021-06-30/feeds", wish).status == 429)
        await desk.pass(301)
        #expect(await desk.send("POST", "/feeds/2021-06-30/feeds", wish).status == 202)
    }

    @Test("a signed address is good for five minutes, and for one way")
    func links() async throws {
        let desk = try await AmazonDesk()
        let place = await desk.send("POST", "/feeds/2021-06-30/documents", #"{"contentType":"application/json"}"#)
        #expect(try await desk.transfer("GET", place).status == 403)
        #expect(try await desk.transfer("PUT", place, "{}").status == 200)
        await desk.pass(301)
        #expect(try await desk.transfer("PUT", place, "{}").status == 403)
    }

    @Test("only a feed that has not begun can be cancelled, and then nothing of it is done")
    func cancelling() async throws {
        let desk = try await AmazonDesk()
        let (early, late) = (try await desk.feed([("MUG", 9)]), try await desk.feed([("SHIRT-S", 9)]))
        #expect(await desk.send("DELETE", "/feeds/2021-06-30/feeds/\(early)").status == 200)
        await desk.pass(20)
        #expect(await desk.send("DELETE", "/feeds/2021-06-30/feeds/\(late)").status == 400)
        await desk.pass(60)
        await desk.pass(3)
        #expect(await desk.stock("MUG") == 5)
        #expect(await desk.stock("SHIRT-S") == 9)
    }
}
