"""First and last names of Iran in Persian and Latin letters, as (fa, latin) pairs; the order is roughly how common they are."""
# fmt: off

WOMEN: tuple[tuple[str, str], ...] = (
    ("زهرا", "zahra"), ("فاطمه", "fatemeh"), ("مریم", "maryam"), ("نگار", "negar"), ("سارا", "sara"), ("نرگس", "narges"), ("زینب", "zeinab"),
    ("الهام", "elham"), ("سمیرا", "samira"), ("شیما", "shima"), ("نیلوفر", "niloufar"), ("مهسا", "mahsa"), ("پریسا", "parisa"),
    ("مینا", "mina"), ("لیلا", "leila"), ("شیرین", "shirin"), ("آزاده", "azadeh"), ("پروانه", "parvaneh"), ("هانیه", "hanieh"),
    ("ریحانه", "reyhaneh"), ("ساناز", "sanaz"), ("شهرزاد", "shahrzad"), ("گلناز", "golnaz"), ("ترانه", "taraneh"), ("یاسمن", "yasaman"),
    ("مهناز", "mahnaz"), ("فرزانه", "farzaneh"), ("نازنین", "nazanin"), ("بهاره", "bahareh"), ("ملیکا", "melika"), ("رویا", "roya"),
    ("ندا", "neda"), ("سپیده", "sepideh"), ("هدیه", "hedieh"), ("آیدا", "aida"), ("کیمیا", "kimia"), ("مهتاب", "mahtab"), ("پگاه", "pegah"),
    ("شکوفه", "shokoufeh"), ("طاهره", "tahereh"), ("معصومه", "masoumeh"), ("فرشته", "fereshteh"), ("المیرا", "elmira"), ("غزل", "ghazal"),
    ("درسا", "dorsa"), ("ستاره", "setareh"), ("هستی", "hasti"), ("باران", "baran"), ("روژان", "rozhan"), ("آناهیتا", "anahita"),
    ("پونه", "pouneh"), ("خدیجه", "khadijeh"), ("صدیقه", "sedigheh"), ("اعظم", "azam"), ("اکرم", "akram"),
)

MEN: tuple[tuple[str, str], ...] = (
    ("محمد", "mohammad"), ("علی", "ali"), ("حسین", "hossein"), ("مهدی", "mehdi"), ("رضا", "reza"), ("امیر", "amir"), ("حسن", "hassan"),
    ("سعید", "saeed"), ("احمد", "ahmad"), ("مجید", "majid"), ("حمید", "hamid"), ("امیرحسین", "amirhossein"), ("علیرضا", "alireza"),
    ("محمدرضا", "mohammadreza"), ("پویا", "pouya"), ("آرش", "arash"), ("بهنام", "behnam"), ("کامران", "kamran"), ("شهرام", "shahram"),
    ("فرهاد", "farhad"), ("بابک", "babak"), ("سینا", "sina"), ("نیما", "nima"), ("میلاد", "milad"), ("مسعود", "masoud"), ("وحید", "vahid"),
    ("ابراهیم", "ebrahim"), ("یاسر", "yaser"), ("جواد", "javad"), ("مصطفی", "mostafa"), ("کیان", "kian"), ("آرمین", "armin"),
    ("سامان", "saman"), ("پیمان", "peyman"), ("سیاوش", "siavash"), ("داوود", "davoud"), ("هادی", "hadi"), ("مرتضی", "morteza"),
    ("یونس", "younes"), ("ایمان", "iman"), ("شایان", "shayan"), ("فرشاد", "farshad"), ("کاوه", "kaveh"), ("مانی", "mani"), ("اکبر", "akbar"),
    ("اصغر", "asghar"), ("عباس", "abbas"), ("یوسف", "yousef"), ("اسماعیل", "esmaeil"), ("پارسا", "parsa"), ("کوروش", "kourosh"),
    ("بردیا", "bardia"), ("رامین", "ramin"), ("شاهین", "shahin"), ("تورج", "touraj"),
)

FAMILIES: tuple[tuple[str, str], ...] = (
    ("محمدی", "mohammadi"), ("حسینی", "hosseini"), ("احمدی", "ahmadi"), ("رضایی", "rezaei"), ("کریمی", "karimi"), ("موسوی", "mousavi"),
    ("جعفری", "jafari"), ("صادقی", "sadeghi"), ("رحیمی", "rahimi"), ("ابراهیمی", "ebrahimi"), ("قاسمی", "ghasemi"), ("هاشمی", "hashemi"),
    ("مرادی", "moradi"), ("اکبری", "akbari"), ("حیدری", "heydari"), ("کاظمی", "kazemi"), ("نوری", "nouri"), ("شریفی", "sharifi"),
    ("رستمی", "rostami"), ("نادری", "naderi"), ("کاویانی", "kaviani"), ("یوسفی", "yousefi"), ("میرزایی", "mirzaei"), ("عباسی", "abbasi"),
    ("باقری", "bagheri"), ("سلطانی", "soltani"), ("امینی", "amini"), ("رحمانی", "rahmani"), ("زارعی", "zarei"), ("فلاحی", "fallahi"),
    ("شفیعی", "shafiei"), ("طاهری", "taheri"), ("جلالی", "jalali"), ("غلامی", "gholami"), ("مهدوی", "mahdavi"), ("نجفی", "najafi"),
    ("ملکی", "maleki"), ("نظری", "nazari"), ("فرهادی", "farhadi"), ("بهرامی", "bahrami"), ("اسدی", "asadi"), ("صفری", "safari"),
    ("قربانی", "ghorbani"), ("حاجی‌زاده", "hajizadeh"), ("علی‌پور", "alipour"), ("خلیلی", "khalili"), ("شاکری", "shakeri"),
    ("پورمحمدی", "pourmohammadi"), ("رنجبر", "ranjbar"), ("تهرانی", "tehrani"), ("اصفهانی", "esfahani"), ("شیرازی", "shirazi"),
    ("تبریزی", "tabrizi"), ("یزدانی", "yazdani"), ("کمالی", "kamali"), ("جمشیدی", "jamshidi"), ("دهقان", "dehghan"), ("خسروی", "khosravi"),
    ("پارسا", "parsa"), ("آذری", "azari"), ("گودرزی", "goudarzi"), ("بیگی", "beigi"), ("لطفی", "lotfi"), ("فتحی", "fathi"),
    ("صالحی", "salehi"), ("منصوری", "mansouri"), ("قنبری", "ghanbari"), ("عزیزی", "azizi"), ("شجاعی", "shojaei"), ("رفیعی", "rafiei"),
    ("بختیاری", "bakhtiari"), ("افشار", "afshar"), ("زمانی", "zamani"), ("سعیدی", "saeedi"), ("معینی", "moeini"), ("دادگر", "dadgar"),
    ("نیک‌نام", "niknam"), ("خوش‌روش", "khoshravesh"), ("پاک‌نژاد", "paknejad"), ("فرخی", "farrokhi"), ("وکیلی", "vakili"),
    ("توکلی", "tavakoli"), ("ایزدی", "izadi"), ("مقدم", "moghaddam"), ("جهانگیری", "jahangiri"), ("کشاورز", "keshavarz"),
    ("باستانی", "bastani"), ("نوروزی", "norouzi"), ("بیات", "bayat"), ("سپهری", "sepehri"), ("شهریاری", "shahriari"), ("مشایخی", "mashayekhi"),
    ("صمدی", "samadi"), ("عظیمی", "azimi"), ("فیروزی", "firouzi"), ("درویشی", "darvishi"), ("حقیقی", "haghighi"), ("اعتمادی", "etemadi"),
    ("آقایی", "aghaei"), ("کوهستانی", "kouhestani"), ("دریایی", "daryaei"), ("زند", "zand"), ("قائدی", "ghaedi"), ("مؤمنی", "momeni"),
    ("بهشتی", "beheshti"), ("خادم", "khadem"), ("فرجی", "faraji"), ("صدری", "sadri"), ("ترابی", "torabi"), ("غفاری", "ghaffari"),
    ("شمس", "shams"), ("پیروز", "pirouz"), ("حبیبی", "habibi"), ("راد", "rad"), ("کاشانی", "kashani"), ("همدانی", "hamedani"),
)

STAFF_CARE = ("بهار نیک‌نام", "دارا فرخی", "سمانه ترابی", "حامد صدری", "لاله بیات", "نوید آقایی", "مرجان حبیبی", "فرید شمس", "آتنا مقدم", "جلال وکیلی")
