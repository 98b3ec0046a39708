import ConnectorKit
import Foundation
import Testing
import Wire

@Suite("Every connector, reading listings")
struct ListingBehaviourTests {
    @Test("reads the good listing that the others are made of", arguments: ChannelUnderTest.all)
    func good(channel: ChannelUnderTest) async throws {
        let offer = try #require(try await channel.offer { listing, _ in listing })
        #expect(offer.countsStock && (offer.quantity ?? 0) > 0 && offer.price != nil && offer.status == .active)
    }

    @Test(
        "keeps a title letter by letter: pictures, both directions of writing, joined signs",
        arguments: ChannelUnderTest.all)
    func title(channel: ChannelUnderTest) async throws {
        let text = "Ring 💍👩🏽‍🚀 خاتم فضة ✨ e\u{301} – “quoted”"
        let offer = try await channel.offer { $0.setting($1.title, .text(text)) }
        #expect(offer?.title == text)
    }

    @Test("lets a title with NUL and control characters harm nothing", arguments: ChannelUnderTest.all)
    func nul(channel: ChannelUnderTest) async throws {
        let good = try #require(try await channel.offer { listing, _ in listing })
        let offer = try await channel.offer { $0.setting($1.title, .text("A\u{0}B\u{1B}[2J")) }
        #expect(offer?.quantity == good.quantity)
        #expect(offer?.title.contains("\u{0}") == false)
    }

    @Test("does not take a listing for sold in a state that it does not know", arguments: ChannelUnderTest.all)
    func status(channel: ChannelUnderTest) async throws {
        let offer = try await channel.offer { $0.setting($1.status, .text("SOMETHING_NEW")) }
        #expect(offer?.status != .active)
    }

    @Test("tells of a listing that cannot be read, and reads its neighbours", arguments: ChannelUnderTest.all)
    func neighbour(channel: ChannelUnderTest) async throws {
        let good = channel.dialect.listing
        for broken in [good.without(channel.dialect.name), .text("nothing"), .array([]), .integer(7)] {
            let page = try await channel.list([good, broken, good])
            #expect(page.offers.count == 2 && page.unreadable.count == 1, "\(broken)")
            #expect(page.unreadable.allSatisfy { !$0.reason.isEmpty })
        }
    }

    @Test("reads a listing that comes twice in a page as the same", arguments: ChannelUnderTest.all)
    func twice(channel: ChannelUnderTest) async throws {
        let page = try await channel.list([channel.dialect.listing, channel.dialect.listing])
        #expect(page.unreadable.isEmpty && Set(page.offers).count == 1)
    }

    @Test("passes over members that nobody knows", arguments: ChannelUnderTest.all)
    func stranger(channel: ChannelUnderTest) async throws {
        let good = try await channel.offer { listing, _ in listing }
        let more = try await channel.offer { listing, _ in
            listing.setting(["somethingNew"], .object(["id": .null, "list": .array([.integer(1), .text("x")])]))
        }
        #expect(good == more)
    }

    @Test("has no SKU where none is given", arguments: ChannelUnderTest.all, [JSONValue.null, .text(""), .text("   ")])
    func noSKU(channel: ChannelUnderTest, sku: JSONValue) async throws {
        guard let place = channel.dialect.sku else { return }
        let offer = try #require(try await channel.offer { listing, _ in listing.setting(place, sku) })
        #expect(offer.sku == nil && offer.quantity != nil)
    }

    @Test("takes the spaces around a SKU away, and leaves those inside", arguments: ChannelUnderTest.all)
    func spaces(channel: ChannelUnderTest) async throws {
        guard let place = channel.dialect.sku else { return }
        let offer = try await channel.offer { listing, _ in listing.setting(place, .text("\t Ring / 7 \n")) }
        #expect(offer?.sku == "Ring / 7")
    }

    @Test("takes a quantity written as text for that number or for none", arguments: ChannelUnderTest.all)
    func textQuantity(channel: ChannelUnderTest) async throws {
        let offer = try await channel.offer { $0.setting($1.quantity, .text("4")) }
        #expect(offer?.quantity == nil || offer?.quantity == 4)
    }

    @Test("shows nothing to sell where the shop owes units", arguments: ChannelUnderTest.all)
    func negative(channel: ChannelUnderTest) async throws {
        let offer = try await channel.offer { $0.setting($1.quantity, .integer(-3)) }
        #expect((offer?.quantity ?? 0) <= 0)
    }

    @Test("never makes half a unit a whole one", arguments: ChannelUnderTest.all)
    func half(channel: ChannelUnderTest) async throws {
        let offer = try await channel.offer { $0.setting($1.quantity, .decimal(2.5)) }
        #expect((offer?.quantity ?? 0) <= 2)
    }

    @Test("survives a quantity that no number holds", arguments: ChannelUnderTest.all)
    func vast(channel: ChannelUnderTest) async throws {
        for vast in [JSONValue.decimal(Decimal(string: "1e30") ?? 0), .integer(.max), .integer(.min), .boolean(true)] {
            let page = try await channel.list([
                channel.dialect.listing, channel.dialect.listing.setting(channel.dialect.quantity, vast),
            ])
            #expect(page.offers.count + page.unreadable.count == 2 && !page.offers.isEmpty, "\(vast)")
            #expect(page.offers.allSatisfy { ($0.quantity ?? 0).magnitude <= 1_000_000_000 }, "\(vast)")
        }
    }

    @Test("rounds no price", arguments: ChannelUnderTest.all)
    func finer(channel: ChannelUnderTest) async throws {
        let offer = try await channel.offer { $0.setting($1.price, $1.finerPrice) }
        #expect(offer?.price == nil)
    }

    @Test("knows no price where there is none to be read, and still counts", arguments: ChannelUnderTest.all)
    func brokenPrice(channel: ChannelUnderTest) async throws {
        for price in [channel.dialect.brokenPrice, .null] {
            let offer = try await channel.offer { listing, dialect in listing.setting(dialect.price, price) }
            #expect(offer?.price == nil, "\(price)")
        }
    }

    @Test("reads an empty shop as one", arguments: ChannelUnderTest.all)
    func empty(channel: ChannelUnderTest) async throws {
        let page = try await channel.list([])
        #expect(page.offers.isEmpty && page.unreadable.isEmpty)
    }

    @Test(
        "does not go round in circles where a token is none of its own", arguments: ChannelUnderTest.all,
        ["", "💥", "{\"f\":7}", "-1", "999999999999999999999999", String(repeating: "x", count: 100_000)])
    func strangeToken(channel: ChannelUnderTest, text: String) async throws {
        let transport = ScriptedTransport(always: channel.dialect.listings([]).step)
        let listings = try #require(try channel.connector(transport).listings)
        let page = try? await listings.page(PageToken(text), modifiedAfter: nil).value
        #expect(page == nil || page?.offers.isEmpty == true)
        #expect(page?.next?.text != text && transport.calls.count <= 1)
    }

    @Test("asks for nothing where nothing was named", arguments: ChannelUnderTest.all)
    func nothing(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport()
        #expect(try await channel.connector(transport).listings?.read([]).value == [])
        #expect(transport.calls.isEmpty)
    }

    @Test("leaves out what is gone", arguments: ChannelUnderTest.all)
    func gone(channel: ChannelUnderTest) async throws {
        let transport = ScriptedTransport(always: channel.dialect.nothingRead.step)
        #expect(try await channel.connector(transport).listings?.read([channel.ref]).value == [])
    }
}
