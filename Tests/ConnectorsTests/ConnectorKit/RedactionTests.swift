import ConnectorKit
import Testing

@Suite("Texts from channels")
struct RedactionTests {
    @Test(
        "lose keys, people and numbers",
        arguments: [
            ("Consumer key ck_abc123DEF is invalid", "Consumer key [hidden] is invalid"),
            ("cs_00ff00 leaked", "[hidden] leaked"),
            ("mail anna.k+x@example.com now", "mail [hidden] now"),
            ("call +49 (170) 123-4567 today", "call [hidden] today"),
            ("card 4111 1111 1111 1111.", "card [hidden]."),
            ("oauth_signature=a%2Fb&oauth_nonce=1", "[hidden]&[hidden]"),
            (
                "GET https://shop.example/wp-json?consumer_key=ck_1 failed",
                "GET https://shop.example/wp-json?[hidden] failed"
            ),
            ("Authorization: Basic Y2s6Y3M= refused", "[hidden] refused"),
            ("<b>Fatal</b> error<br/>\n in line 12", "Fatal error in line 12"),
            ("SKU A-12 in stock: 123456", "SKU A-12 in stock: 123456"),
        ])
    func clean(text: String, shown: String) {
        #expect(Redaction.clean(text) == shown)
    }

    @Test("lose what was named as secret, whatever it looks like")
    func named() { #expect(!Redaction.clean("you sent hunter22!", secrets: ["hunter22"]).contains("hunter")) }

    @Test("are one line of at most 200 characters")
    func length() {
        let text = Redaction.clean(String(repeating: "ab\n\u{0}", count: 100_000))
        #expect(text.count == 200 && text.hasSuffix("…") && !text.contains("\n"))
    }
}
