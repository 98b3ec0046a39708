import Foundation
import Testing
import Wire

@testable import Connectors

@Suite("What an Amazon product type wants to know")
struct AmazonProductTypeTests {
    /// In the form of Amazon's definitions (meta-schema v1): lists of instances, references, open and closed choices.
    private static let schema = """
        {"$defs":{"marketplace_id":{"type":"string"},"language_tag":{"type":"string","enum":["en_US"]}},
        "type":"object","required":["item_name","brand","country_of_origin"],
        "properties":{
        "item_name":{"title":"Item Name","type":"array","maxUniqueItems":1,"items":{"type":"object","properties":{
          "value":{"type":"string","minLength":1,"maxLength":10},"language_tag":{"$ref":"#/$defs/language_tag"},
          "marketplace_id":{"$ref":"#/$defs/marketplace_id"}}}},
        "brand":{"title":"Brand Name","type":"array","items":{"properties":{
          "value":{"anyOf":[{"type":"string","maxUtf8ByteLength":8},{"type":"string","enum":["Acme"],"enumNames":["ACME!"]}]}}}},
        "country_of_origin":{"title":"Country of Origin","items":{"properties":{
          "value":{"type":"string","enum":["DE","GB"],"enumNames":["Germany","United Kingdom"]}}}},
        "wheels":{"title":"Wheels","items":{"properties":{"value":{"type":"integer","minimum":0,"maximum":8}}}},
        "weight":{"title":"Weight","items":{"properties":{"unit":{"type":"string"},"value":{"type":"number"}}}},
        "batteries":{"title":"Batteries","items":{"properties":{"value":{"type":"boolean","enum":[false,true],"enumNames":["No","Yes"]}}}},
        "image":{"title":"Image","items":{"properties":{"media_location":{"type":"string"}}}}}}
        """

    private static func type() throws -> AmazonProductType {
        AmazonProductType(
            name: "BAG", language: "en_US",
            schema: try JSONAnswer.decode(JSONValue.self, from: Array(Self.schema.utf8)))
    }

    private static func said(_ value: JSONValue) -> [JSONValue] { [.object(["value": value])] }

    @Test("attributes come with what is needed first, their choices and whether others are taken")
    func attributes() throws {
        let type = try Self.type()
        #expect(type.attributes.prefix(3).map(\.name) == ["brand", "country_of_origin", "item_name"])
        #expect(type.attributes.map(\.isRequired) == [true, true, true, false, false, false, false])
        let country = try #require(type.attribute("country_of_origin")?.value)
        #expect(country.choices.map(\.title) == ["Germany", "United Kingdom"] && !country.isOpen)
        #expect(type.attribute("brand")?.value?.isOpen == true && type.attribute("image")?.value == nil)
        #expect(type.attribute("item_name")?.hasLanguage == true && type.attribute("wheels")?.hasLanguage == false)
        #expect(type.attribute("nothing") == nil)
    }

    @Test(
        "what a person writes becomes what the schema wants",
        arguments: [
            ("country_of_origin", "Germany", JSONValue.text("DE")), ("country_of_origin", "GB", .text("GB")),
            ("wheels", "4", .integer(4)), ("wheels", "four", .text("four")), ("batteries", "yes", .boolean(true)),
            ("batteries", "No", .boolean(false)), ("weight", "1.5", .decimal(1.5)), ("weight", "2", .integer(2)),
            ("brand", "ACME!", .text("Acme")), ("brand", "Other", .text("Other")),
        ])
    func read(name: String, text: String, value: JSONValue) throws {
        #expect(try Self.type().attribute(name)?.value?.read(text) == value)
    }

    @Test(
        "what does not fit is said with its attribute",
        arguments: [
            ("item_name", JSONValue.text("ten letters and more"), "characters"), ("item_name", .text(""), "least"),
            ("brand", .text("\u{1F375}\u{1F375}\u{1F375}"), "bytes"), ("country_of_origin", .text("XX"), "one of"),
            ("wheels", .integer(9), "most"), ("wheels", .text("four"), "whole number"),
            ("weight", .text("heavy"), "number"), ("batteries", .text("maybe"), "one of"),
            ("nothing", .text("x"), "no such"),
        ])
    func problems(name: String, value: JSONValue, word: String) throws {
        let problems = try Self.type().problems([name: Self.said(value)], isWhole: false)
        #expect(problems.map(\.attribute) == [name])
        #expect(problems.first?.problem.contains(word) == true, "\(problems)")
    }

    @Test("a title with emoji and right-to-left text is counted as Amazon counts: by code points")
    func counted() throws {
        let type = try Self.type()
        let ten = "\u{5E9}\u{5DC}\u{5D5}\u{5DD}\u{1F44B}\u{1F3FD} abc"
        #expect(ten.unicodeScalars.count == 10 && ten.count < 10)
        #expect(type.problems(["item_name": Self.said(.text(ten))], isWhole: false).isEmpty)
        #expect(type.problems(["item_name": Self.said(.text(ten + "d"))], isWhole: false).count == 1)
    }

    @Test("what is needed and missing is named, and said once too often as well")
    func needed() throws {
        let whole = try Self.type().problems(["brand": Self.said(.text("Acme"))], isWhole: true)
        #expect(whole.map(\.attribute) == ["country_of_origin", "item_name"])
        let title = Self.said(.text("A"))
        #expect(try Self.type().problems(["item_name": title + title], isWhole: false).count == 1)
    }
}
