//! Load balancers and their tenants.

use super::*;

#[test]
fn tenants_of_load_balancers() {
    let b3lb = |address: &str, status, body: &'static str| {
        check_at(address, move |_| {
            Ok(HttpResponse::new(status, body.as_bytes()))
        })
    };
    let report = b3lb("https://lb.example.com/b3lb/t/ACME/bbb/", 404, PAGE_404.1);
    assert!(
        matches!(report.calls, CallsVerdict::NotBigBlueButton(_)),
        "{report:?}"
    );
    let end = "The tenant in the address has upper-case letters: b3lb knows it in lower case only.";
    assert!(report.to_string().ends_with(end), "{report}");
    let report = b3lb("https://lb.example.com/b3lb/t/acme/bbb/", 404, PAGE_404.1);
    assert!(!report.to_string().contains("tenant in"), "{report}");

    let report = b3lb(
        "https://lb.example.com/b3lb/t/nobody/bbb/",
        401,
        "Unauthorized",
    );
    assert_eq!(report.balancer, Some(Balancer::B3lb));
    advises(
        &report,
        &format!(
            "{SECRET_ADVICE}\nb3lb refuses an unknown tenant in the same way: compare the tenant in the address as well.\nA load balancer answers: b3lb."
        ),
    );

    // Another program's 401 names no load balancer.
    let report = b3lb("https://lb.example.com/b3lb/t/nobody/bbb/", 401, "no");
    assert_eq!(report.balancer, None);

    let report = check(|call, _| match call {
        "" => (
            200,
            "<response><returncode>SUCCESS</returncode><version>2.0</version><build>1.8.5</build></response>",
        ),
        _ => WRONG,
    });
    assert_eq!(report.balancer, Some(Balancer::Scalelite));
    advises(
        &report,
        &format!(
            "{SECRET_ADVICE}\nScalelite refuses an unknown tenant in the same way: compare the first part of the host name as well.\nA load balancer answers: Scalelite."
        ),
    );
}

#[test]
fn load_balancers() {
    let balancer = |answer: fn(&str, usize) -> Answer| {
        let report = check(answer);
        (report.balancer, report.works())
    };
    assert_eq!(
        balancer(|call, _| if call == "hooks/list" {
            UNSUPPORTED
        } else {
            YES
        }),
        (Some(Balancer::Scalelite), true)
    );
    assert_eq!(
        balancer(|call, digits| match (call, digits) {
            ("", 0) => (401, "Unauthorized"),
            ("hooks/list", _) => PAGE_404,
            _ => YES,
        }),
        (Some(Balancer::B3lb), true)
    );
    assert_eq!(
        balancer(|call, _| match call {
            "hooks/list" => (
                500,
                "<response><returncode>FAILED</returncode><messageKey>b3scaleGatewayError</messageKey></response>"
            ),
            _ => YES,
        }),
        (Some(Balancer::B3scale), true)
    );
    assert_eq!(
        balancer(|_, _| (500, WRONG.1)),
        (Some(Balancer::B3scale), false)
    );
    assert_eq!(
        balancer(|call, _| match call {
            "" => (
                200,
                "<response><returncode>SUCCESS</returncode><version>2.0</version><info>bbblb</info></response>"
            ),
            "hooks/list" => PAGE_404,
            _ => YES,
        }),
        (Some(Balancer::Bbblb), true)
    );
    assert_eq!(
        balancer(|_, _| (
            200,
            "<response><returncode>FAILED</returncode><messageKey>clientError</messageKey></response>"
        )),
        (Some(Balancer::Bbblb), false)
    );
    assert_eq!(balancer(|_, _| YES), (None, true));
    // A server with webhooks is not asked without a checksum.
    assert_eq!(
        balancer(|call, digits| match (call, digits) {
            ("", 0) => (401, "Unauthorized"),
            _ => YES,
        }),
        (None, true)
    );
}
