import ArgumentParser
import Foundation
import Logging
import ServiceLifecycle
import Twins

struct TwinsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "twins",
        abstract:
            "Open simulated WooCommerce, Etsy, Shopify, Amazon and eBay shops on this machine, until told to stop."
    )

    @Option(help: "How many WooCommerce shops, 0 to 26: shop-a, shop-b …")
    var shops = 3
    @Option(help: "How many Etsy shops behind one app, 0 to 26: etsy-a, etsy-b …")
    var etsy = 0
    @Option(help: "How many Shopify shops, 0 to 26: shopify-a, shopify-b …")
    var shopify = 0
    @Option(help: "How many Amazon sellers behind one app, 0 to 26: amazon-a, amazon-b …")
    var amazon = 0
    @Option(help: "How many eBay sellers behind one app, 0 to 26: ebay-a, ebay-b …")
    var ebay = 0
    @Option(help: "The catalogue they are filled with: the same name, the same goods.")
    var seed = "demo"
    @Option(help: "The port on loopback; 0 takes a free one.")
    var port = 8585
    @Option(name: .customLong("env"), help: "Write addresses, keys and ids to this file as shell variables.")
    var envFile: String?
    @Option(name: .customLong("state"), help: "Keep the shops over a restart in this file.")
    var stateFile: String?
    @Flag(help: "Every fault on: about one call in six is disturbed.")
    var faults = false
    @Option(help: "Shop seconds per second.")
    var clockRate = 1.0

    func validate() throws {
        guard (0...26).contains(self.shops) else { throw ValidationError("--shops is a number from 0 to 26.") }
        guard (0...26).contains(self.etsy) else { throw ValidationError("--etsy is a number from 0 to 26.") }
        guard (0...26).contains(self.shopify) else { throw ValidationError("--shopify is a number from 0 to 26.") }
        guard (0...26).contains(self.amazon) else { throw ValidationError("--amazon is a number from 0 to 26.") }
        guard (0...26).contains(self.ebay) else { throw ValidationError("--ebay is a number from 0 to 26.") }
        guard self.shops + self.etsy + self.shopify + self.amazon + self.ebay > 0 else {
            throw ValidationError("--shops, --etsy, --shopify, --amazon and --ebay cannot all be 0.")
        }
        guard (0...65_535).contains(self.port) else { throw ValidationError("--port is a number from 0 to 65535.") }
        guard self.clockRate > 0, self.clockRate <= 10_000 else {
            throw ValidationError("--clock-rate is above 0 and at most 10000.")
        }
    }

    func run() async throws {
        try await Failure.reporting {
            let log = Logger(label: "twins") { LineLog(label: $0, format: .text, level: .warning) }
            let server = TwinServer(options: self.options, logger: log)
            try await ServeCommand.group(
                [
                    .init(service: server),
                    .init(
                        service: TwinsGreeting(market: server.market, envFile: self.envFile),
                        successTerminationBehavior: .ignore),
                ], log
            ).run()
        }
    }

    private var options: TwinOptions {
        func names(_ kind: String, _ count: Int) -> [String] {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).prefix(count).map { "\(kind)-\(UnicodeScalar($0))" }
        }
        return TwinOptions(
            port: self.port, shops: names("shop", self.shops), etsyShops: names("etsy", self.etsy),
            amazonShops: names("amazon", self.amazon),
            shopifyShops: names("shopify", self.shopify), ebayShops: names("ebay", self.ebay), seed: self.seed,
            faults: self.faults ? FaultPlan.everything(seed: 1) : FaultPlan(), clockRate: self.clockRate,
            stateFile: self.stateFile.map { URL(filePath: $0) }, envFile: self.envFile.map { URL(filePath: $0) })
    }
}

/// Says where the shops are, once they are open.
private struct TwinsGreeting: Service {
    let market: TwinMarket
    let envFile: String?

    func run() async throws {
        _ = await self.market.boundPort()
        let out = Output()
        for name in await self.market.shopNames {
            if let shop = await self.market.shop(name) { out.line("\(name)  \(await shop.address)") }
        }
        let control = await self.market.address + "/_twin/"
        out.line("control   \(control)")
        out.line(
            self.envFile.map { "keys      in \($0)" } ?? "keys      curl -s \(control)shops")
    }
}
