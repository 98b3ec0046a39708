import Foundation
import Testing
import Twins
import Workbench

@Suite("Clients that nobody here wrote")
struct JudgeTests {
    static let python = ProcessInfo.processInfo.environment["ENTREPOT_JUDGE_PYTHON"]
    static let mustRun = ProcessInfo.processInfo.environment["CI"] == "true"

    @Test(
        "drive a whole seller's day against a WooCommerce twin",
        .enabled(if: python != nil || mustRun, "ENTREPOT_JUDGE_PYTHON names no Python with woocommerce 3.0.0"))
    func sellersDay() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        try await OpenTwins.run { (twins) async throws in
            let shop = await twins.market.open("judged", seed: "judge")
            let key = await shop.keys[0]
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "judges/woocommerce_seller.py")
            let verdict = try await Self.run(
                python, script.path,
                [
                    "SHOP_URL": await shop.address, "SHOP_KEY": key.key, "SHOP_SECRET": key.secret,
                    "CONTROL_URL": "\(twins.address)/_twin/shops/judged", "PATH": "/usr/bin:/bin",
                ])
            #expect(verdict.status == 0, "\(verdict.text)")
            try Self.note("woocommerce", "woocommerce 3.0.0", verdict.text)
        }
    }

    @Test(
        "drive a whole seller's day against an Etsy twin",
        .enabled(if: python != nil || mustRun, "ENTREPOT_JUDGE_PYTHON names no Python with etsy-python 1.2.3"))
    func etsySellersDay() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        try await OpenTwins.run { (twins) async throws in
            for name in ["judged", "bystander"] { await twins.market.openEtsy(name, seed: "judge") }
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/etsy_seller.py")
            let verdict = try await Self.run(
                python, script.path,
                [
                    "ETSY_URL": await twins.market.etsy.address, "ETSY_KEYSTRING": await twins.market.etsy.keystring,
                    "ETSY_SECRET": await twins.market.etsy.sharedSecret, "SHOP_NAME": "judged",
                    "CONTROL_URL": "\(twins.address)/_twin", "PATH": "/usr/bin:/bin",
                ])
            #expect(verdict.status == 0, "\(verdict.text)")
            try Self.note("etsy", "etsy-python 1.2.3", verdict.text)
        }
    }

    @Test(
        "drive a whole seller's day against an Amazon twin",
        .enabled(if: python != nil || mustRun, "ENTREPOT_JUDGE_PYTHON names no Python with python-amazon-sp-api 2.1.35")
    )
    func amazonSellersDay() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        try await OpenTwins.run { (twins) async throws in
            for name in ["judged", "bystander"] { await twins.market.openAmazon(name, seed: "judge") }
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "judges/amazon_seller.py")
            let verdict = try await Self.run(
                python, script.path,
                [
                    "AMAZON_URL": await twins.market.amazon.address, "CLIENT_ID": await twins.market.amazon.clientID,
                    "CLIENT_SECRET": await twins.market.amazon.clientSecret,
                    "APPLICATION_ID": await twins.market.amazon.applicationID, "SHOP_NAME": "judged",
                    "CONTROL_URL": "\(twins.address)/_twin", "PATH": "/usr/bin:/bin", "HOME": "/tmp",
                ])
            #expect(verdict.status == 0, "\(verdict.text)")
            try Self.note("amazon", "python-amazon-sp-api 2.1.35", verdict.text)
        }
    }

    @Test(
        "drive a whole seller's day against an eBay twin",
        .enabled(if: python != nil || mustRun, "ENTREPOT_JUDGE_PYTHON names no Python with ebay-rest 1.1.4"))
    func ebaySellersDay() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        try await OpenTwins.run { (twins) async throws in
            for name in ["judged", "bystander"] { await twins.market.openEbay(name, seed: "judge") }
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/ebay_seller.py")
            let verdict = try await Self.run(
                python, script.path,
                [
                    "EBAY_URL": await twins.market.ebay.address, "CLIENT_ID": await twins.market.ebay.clientID,
                    "CLIENT_SECRET": await twins.market.ebay.clientSecret, "RUNAME": await twins.market.ebay.ruName,
                    "SHOP_NAME": "judged", "CONTROL_URL": "\(twins.address)/_twin",
                    "SPECS": EbayContract.folder.path, "PATH": "/usr/bin:/bin", "HOME": "/tmp",
                ])
            #expect(verdict.status == 0, "\(verdict.text)")
            try Self.note("ebay", "ebay-rest 1.1.4", verdict.text)
        }
    }

    @Test(
        "drive a whole seller's day against a Shopify twin",
        .enabled(if: python != nil || mustRun, "ENTREPOT_JUDGE_PYTHON names no Python with ShopifyAPI 12.7.0"))
    func shopifySellersDay() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        try await OpenTwins.run { (twins) async throws in
            let shop = await twins.market.openShopify("judged", seed: "judge")
            let app = await twins.market.shopifyApp
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(
                path: "judges/shopify_seller.py")
            let verdict = try await Self.run(
                python, script.path,
                [
                    "SHOP_URL": String(await shop.address.dropFirst("http://".count)), "CLIENT_ID": app.clientID,
                    "CLIENT_SECRET": app.clientSecret, "CONTROL_URL": "\(twins.address)/_twin/shops/judged",
                    "PATH": "/usr/bin:/bin",
                ])
            #expect(verdict.status == 0, "\(verdict.text)")
            try Self.note("shopify", "ShopifyAPI 12.7.0", verdict.text)
        }
    }

    @Test(
        "read and empty a twin's queue",
        .enabled(if: python != nil || mustRun, "ENTREPOT_JUDGE_PYTHON names no Python with boto3"))
    func queue() async throws {
        let python = try #require(Self.python, "in CI the judge must run: set ENTREPOT_JUDGE_PYTHON")
        try await OpenTwins.run { (twins) async throws in
            let queues = twins.market.queues
            for number in 0..<12 { await queues.put("message \(number)") }
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "judges/queue_reader.py")
            let verdict = try await Self.run(
                python, script.path,
                [
                    "QUEUE": await queues.url(), "QUEUE_KEY": queues.keyID, "QUEUE_SECRET": queues.secret,
                    "PATH": "/usr/bin:/bin", "HOME": "/tmp",
                ])
            #expect(verdict.status == 0, "\(verdict.text)")
            try Self.note("amazon", "boto3 1.44.5 (SQS)", verdict.text)
            #expect(await queues.messages() == [])
        }
    }

    /// Every step says that it was so; the last line says how many there were.
    private static func note(_ channel: String, _ client: String, _ verdict: String) throws {
        let steps = try #require(verdict.firstMatch(of: /(?m)^(\d+) steps$/).flatMap { Int($0.1) })
        #expect(verdict.matches(of: #/(?m)^ok {3}/#).count == steps)
        ConformanceLog.note(.client(channel: channel, name: client, steps: steps))
    }

    private static func run(
        _ program: String, _ script: String, _ environment: [String: String]
    ) async throws -> (status: Int32, text: String) {
        try await ChildProgram.run(program, [script], environment: environment)
    }
}
