import ArgumentParser
import ConnectorKit
import Foundation
import Operations
import Testing

@testable import Hub

@Suite("What each channel can do")
struct ChannelsTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func channels() throws -> [ChannelDescriptor] {
        Opened.channels(
            try Settings(flags: ["home": "/nowhere"], environment: [:], read: { _ in nil }))
    }

    private static func cards() throws -> [ChannelCard] { try ListChannels().run(self.channels()) }

    @Test("README.md shows the table that the command prints")
    func readme() throws {
        let text = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
        let table = ChannelsTable(try Self.cards()).text
        #expect(text.contains("<!-- entrepot channels -->\n\n\(table)\n<!-- -->"), "put this there:\n\(table)")
    }

    @Test("whatever a channel lacks says why, and what it has needs no excuse")
    func reasons() throws {
        for (channel, card) in zip(try Self.channels(), try Self.cards()) {
            #expect(card.abilities.map(\.capability) == Capability.allCases)
            for ability in card.abilities {
                #expect(
                    ability.isOffered == (channel.manifest.lacking[ability.capability] == nil),
                    "\(card.name): \(ability)")
                #expect(ability.isOffered || ability.why?.hasSuffix(".") == true)
            }
            #expect(card.abilities.contains { $0.capability == .quantities && $0.isOffered })
        }
    }

    @Test("what a connector does not offer is a no, whatever its manifest says")
    func drawn() throws {
        // The stub's manifest is a whole shop's; its connector can do nothing.
        let card = try ChannelCard(ShopStub.channel)
        #expect(card.abilities.filter(\.isOffered).map(\.capability) == [.webhooks])
        let table = ChannelsTable([card]).text
        #expect(table.contains("| quantities                              | no "))
    }

    @Test(
        "limits are told in words and numbers",
        arguments: [
            (Budget.Kind.tokenBucket(capacity: 10, refill: 10, per: .seconds(1)), "10 at once, 10 a second"),
            (.tokenBucket(capacity: 20, refill: 56, per: .seconds(10_000)), "20 at once, one in 179 s"),
            (.costPoints(capacity: 2_000, refill: 100, per: .seconds(1)), "2,000 points at once, 100 a second"),
            (.dailyQuota(limit: 5_000, startsAt: 0), "5,000 a day"),
            (.rollingWindow(limit: 10_000, length: .seconds(86_400)), "10,000 in any 24 h"),
            (.rate(limit: 10, per: .seconds(1)), "10 in any 1 s"), (.concurrency(limit: 8), "8 at once"),
        ])
    func limits(kind: Budget.Kind, words: String) throws {
        var channel = ShopStub.channel
        channel.manifest.budgets = [Budget(name: "one", scope: .app, kind: kind)]
        #expect(try ChannelCard(channel).limits.map(\.sentence) == ["\(words), for the whole app"])
    }

    @Test("it is what `channels` prints without a verb, as JSON too, and needs no database")
    func command() throws {
        let list = try #require(try Entrepot.parseAsRoot(["channels", "--json"]) as? ChannelsCommand.List)
        #expect(list.list.json)
        #expect(try Entrepot.parseAsRoot(["channels", "check", "Kiel"]) is any DeskCommand)
        let data = try JSONEncoder().encode(Self.cards())
        let cards = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(cards.compactMap { $0["id"] as? String } == ["woocommerce", "etsy", "shopify", "amazon", "ebay"])
    }

    @Test("docs/cli.md names every noun and every verb")
    func page() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/cli.md"), encoding: .utf8)
        let nouns =
            Entrepot.configuration.subcommands
            + Entrepot.configuration.groupedSubcommands.flatMap(\.subcommands)
        for noun in nouns where noun.configuration.shouldDisplay {
            let row = text.split(separator: "\n").first { line in
                line.hasPrefix("|") && line.split(separator: "|").first?.contains("`\(noun._commandName)`") == true
            }
            #expect(row != nil, "\(noun._commandName)")
            for verb in noun.configuration.subcommands where verb.configuration.shouldDisplay {
                // The verb that goes without saying need not be said.
                if verb == noun.configuration.defaultSubcommand { continue }
                #expect(row?.contains("`\(verb._commandName)`") == true, "\(noun._commandName) \(verb._commandName)")
            }
        }
    }
}
