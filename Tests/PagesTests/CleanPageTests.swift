import Pages
import Testing

@Suite("Pages hold to their content security policy")
struct CleanPageTests {
    @Test("no inline style, script or handler, nothing from another host", arguments: Samples.pages.keys.sorted())
    func clean(name: String) throws {
        let page = try #require(Samples.pages[name])
        #expect(!page.contains(/\sstyle\s*=/.ignoresCase()))
        #expect(!page.contains(/<style/.ignoresCase()))
        #expect(!page.contains(/\son[a-z]+\s*=/.ignoresCase()))
        #expect(!page.contains(/(src|href|action)="(?!\/|#|")/.ignoresCase()))
        #expect(!page.contains(/(src|href|action)="\/\//.ignoresCase()))
        #expect(!page.contains(/javascript:/.ignoresCase()))
        #expect(page.matches(of: /<script[^>]*>/).allSatisfy { $0.output.contains("src=\"/assets/live.js\"") })
        #expect(!page.contains(/<script[^>]*>[^<]/))
    }

    @Test("every file a page links to is an asset we hold", arguments: Samples.pages.keys.sorted())
    func assetsExist(name: String) throws {
        let page = try #require(Samples.pages[name])
        let linked = page.matches(of: /\/assets\/([a-z.]+)/).map { String($0.output.1) }
        #expect(!linked.isEmpty)
        #expect(linked.allSatisfy { Pages.asset(named: $0) != nil })
    }

    @Test("assets ask no other host for anything", arguments: Pages.assets)
    func assetsAreLocal(asset: Asset) {
        let text = String(decoding: asset.bytes, as: UTF8.self).replacing("http://www.w3.org/2000/svg", with: "")
        #expect(!text.contains(/https?:|url\(|@import|innerHTML|insertAdjacentHTML|eval\(/))
        #expect(!asset.bytes.isEmpty)
    }

    @Test(
        "every page has one main heading, one main landmark and a way past the header",
        arguments: Samples.pages.keys.sorted())
    func landmarks(name: String) throws {
        let page = try #require(Samples.pages[name])
        #expect(page.matches(of: /<h1/).count == 1)
        #expect(page.matches(of: /<main id="main"/).count == 1)
        #expect(page.contains("href=\"#main\""))
        #expect(page.contains("<html lang=\"en\">"))
    }

    @Test("no two elements share an id", arguments: Samples.pages.keys.sorted())
    func ids(name: String) throws {
        let page = try #require(Samples.pages[name])
        let ids = page.matches(of: /\sid="([^"]+)"/).map { String($0.output.1) }
        #expect(ids.count == Set(ids).count)
    }
}
