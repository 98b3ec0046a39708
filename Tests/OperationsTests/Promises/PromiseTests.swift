import Foundation
import Testing

@testable import Operations

@Suite("Promises")
struct PromiseTests {
    @Test("each has an id of its own, a text and a source")
    func complete() {
        #expect(Promises.all.count == 86)
        #expect(Set(Promises.all.map(\.id)).count == Promises.all.count)
        #expect(Promises.all.allSatisfy { $0.id.contains(/^[A-Z]{3}-\d+$/) && !$0.text.isEmpty && !$0.source.isEmpty })
        #expect(Promises.all.first?.id == "COL-1")
        #expect(Promises.all.first { $0.id == "ACC-8" }?.source == "M8, DPP, SHOP")
    }

    @Test("none is claimed without proof, and every proof names one that exists")
    func claimed() {
        #expect(Set(PromiseProofs.all.keys).isSubset(of: Promises.all.map(\.id)))
        for promise in Promises.all {
            #expect(promise.proofs.isEmpty == (promise.state == .notYet), "\(promise.id)")
            #expect((promise.missing != nil) == (promise.state == .partly), "\(promise.id)")
        }
    }

    @Test("every suite, test and file that is given as a proof is in the tree")
    func proofs() throws {
        let tree = try Tree()
        for (id, claim) in PromiseProofs.all {
            for proof in claim.proofs {
                switch proof {
                case .suite(let name): #expect(tree.suites.contains(name), "\(id): suite \(name)")
                case .test(let name): #expect(tree.tests.contains(name), "\(id): test \(name)")
                case .control(_, let path): #expect(tree.has(path), "\(id): \(path)")
                }
            }
        }
    }

    @Test("a proof that nobody wrote is not found")
    func absent() throws {
        let tree = try Tree()
        #expect(!tree.tests.contains("this is the name of no test at \("all")"))
        #expect(!tree.has("decisions/9999-nothing.md"))
        #expect(tree.suites.contains("Promises"))
    }
}

/// Names of suites and tests as they stand in the sources beside this file.
private struct Tree {
    private let root: URL
    private(set) var suites: Set<String> = []
    private(set) var tests: Set<String> = []

    init() throws {
        self.root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = self.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for found in text.matches(of: /@Suite\(\s*"((?:[^"\\]|\\.)*)"/) {
                self.suites.insert(String(found.output.1))
            }
            for found in text.matches(of: /@Test\(\s*"((?:[^"\\]|\\.)*)"/) { self.tests.insert(String(found.output.1)) }
        }
    }

    func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: self.root.appending(path: path).path())
    }
}
